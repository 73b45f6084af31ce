import { Alert, Button, PasswordInput, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState, type SyntheticEvent } from 'react';
import { AnchorLink, ButtonLink } from '@/components/links';
import { t } from '@/i18n';
import { asProblem, words } from '@/services/problem';
import { DoorPage } from '../login/DoorPage';

interface Props {
  kind: 'reset' | 'invitation';
  token?: string;
  post: (token: string, password: string) => Promise<unknown>;
  /** Where one gets another link. */
  again?: '/forgot';
}

/** PasswordByLink chooses a password with the link of a mail. */
export function PasswordByLink({ kind, token, post, again }: Props) {
  const [password, setPassword] = useState('');
  const save = useMutation({ mutationFn: (input: { token: string; password: string }) => post(input.token, input.password) });
  const said = save.error ? words(asProblem(save.error)) : undefined;
  const submit = (e: SyntheticEvent) => {
    e.preventDefault();
    if (token) save.mutate({ token, password });
  };
  if (save.isSuccess) {
    return (
      <DoorPage title={t(`${kind}.done.title`)} lead={t(`${kind}.done.detail`)}>
        <Stack align="center"><IconCircleCheck size={48} aria-hidden /><ButtonLink to="/login" size="lg" fullWidth>{t('login.submit')}</ButtonLink></Stack>
      </DoorPage>
    );
  }
  return (
    <DoorPage title={t(`${kind}.title`)} lead={t(`${kind}.lead`)}>
      {!token ? <Alert color="red" role="alert" icon={<IconAlertTriangle />} title={t('link.missing')}>{t('link.missing.help')}</Alert> : (
        <form onSubmit={submit}>
          <Stack>
            <PasswordInput
              size="lg" label={t('account.password.new')} description={t('account.password.help')} autoComplete="new-password" required withAsterisk={false} minLength={12} maxLength={128}
              value={password} onChange={(e) => setPassword(e.currentTarget.value)} autoFocus
            />
            {said && <Alert color="red" role="alert" icon={<IconAlertTriangle />} title={said.title}>{said.detail}</Alert>}
            <Button type="submit" size="lg" loading={save.isPending} fullWidth>{t(`${kind}.submit`)}</Button>
          </Stack>
        </form>
      )}
      {again && <AnchorLink to={again} py={10} mt="sm" display="block">{t('link.again')}</AnchorLink>}
      {!again && <Text size="sm" c="dimmed" mt="sm">{t('invitation.again')}</Text>}
    </DoorPage>
  );
}
