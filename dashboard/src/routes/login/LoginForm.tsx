import { Alert, Box, Button, Center, Paper, PasswordInput, Stack, Text, TextInput, Title } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { SyntheticEvent } from 'react';
import { Logo } from '@/components/Logo';
import { t } from '@/i18n';
import { words, type Problem } from '@/services/problem';

interface Props {
  onSubmit: (email: string, password: string) => Promise<void>;
  busy: boolean;
  problem?: Problem;
}

/** LoginForm asks who it is. */
export function LoginForm({ onSubmit, busy, problem }: Props) {
  useDocumentTitle(t('app.title', { page: t('login.title') }));
  const submit = (e: SyntheticEvent<HTMLFormElement>) => {
    e.preventDefault();
    const form = new FormData(e.currentTarget);
    const text = (name: string) => {
      const value = form.get(name);
      return typeof value === 'string' ? value : '';
    };
    void onSubmit(text('email').trim(), text('password'));
  };
  // The API says "unauthenticated" of a wrong password; here that has a plainer name.
  const said = problem && words(problem.status === 401 ? { status: 401, code: 'invalid_credentials' } : problem);
  return (
    <Center component="main" mih="100dvh" p="md">
      <Box w="100%" maw={420}>
        <Stack gap="lg">
          <Stack gap={4} align="center" ta="center">
            <Logo size={56} />
            <Title order={1} size="h2">{t('app.name')}</Title>
            <Text c="dimmed">{t('login.lead')}</Text>
          </Stack>
          <Paper className="sf-card" p="lg">
            <form onSubmit={submit}>
              <Stack>
                <TextInput name="email" type="email" size="lg" label={t('login.email')} autoComplete="username" required withAsterisk={false} autoFocus />
                <PasswordInput name="password" size="lg" label={t('login.password')} autoComplete="current-password" required withAsterisk={false} />
                {said && <Alert color="red" role="alert" icon={<IconAlertTriangle />} title={said.title}>{said.detail}</Alert>}
                <Button type="submit" size="lg" loading={busy} fullWidth>{t('login.submit')}</Button>
              </Stack>
            </form>
          </Paper>
        </Stack>
      </Box>
    </Center>
  );
}
