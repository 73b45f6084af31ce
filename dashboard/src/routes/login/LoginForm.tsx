import { Alert, Button, Group, PasswordInput, Stack, TextInput } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { SyntheticEvent } from 'react';
import { AnchorLink } from '@/components/links';
import { t } from '@/i18n';
import { words, type Problem } from '@/services/problem';
import type { Body } from '@/services/types';
import { DoorPage } from './DoorPage';

interface Props {
  onSubmit: (email: string, password: string) => Promise<void>;
  busy: boolean;
  problem?: Problem;
  /** Where else one may sign in. */
  providers?: Body<'Provider'>[];
}

/** LoginForm asks who it is. */
export function LoginForm({ onSubmit, busy, problem, providers = [] }: Props) {
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
  const said = problem && words(problem.status === 401 ? { status: 401, code: 'bad_credentials' } : problem);
  return (
    <DoorPage title={t('login.title')} lead={t('login.lead')}>
      <form onSubmit={submit}>
        <Stack>
          <TextInput name="email" type="email" size="lg" label={t('login.email')} autoComplete="username" required withAsterisk={false} autoFocus />
          <PasswordInput name="password" size="lg" label={t('login.password')} autoComplete="current-password" required withAsterisk={false} />
          {said && <Alert color="red" role="alert" icon={<IconAlertTriangle />} title={said.title}>{said.detail}</Alert>}
          <Button type="submit" size="lg" loading={busy} fullWidth>{t('login.submit')}</Button>
          {providers.map((p) => <Button key={p.url} component="a" href={p.url} size="lg" variant="default" fullWidth>{t('login.provider', { name: p.name })}</Button>)}
          <Group justify="space-between">
            <AnchorLink to="/forgot" py={10}>{t('login.forgot')}</AnchorLink>
            <AnchorLink to="/register" py={10}>{t('login.register')}</AnchorLink>
          </Group>
        </Stack>
      </form>
    </DoorPage>
  );
}
