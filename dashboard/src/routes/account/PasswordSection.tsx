import { Alert, Button, PasswordInput, Stack } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useState } from 'react';
import { Section } from '@/components/Section';
import { useSave } from '@/components/useSave';
import { t } from '@/i18n';
import { client } from '@/services/api';
import { asProblem, words } from '@/services/problem';

/** PasswordSection changes one's password, which ends the other sessions. */
export function PasswordSection() {
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const clear = () => { setCurrent(''); setNext(''); };
  const save = useSave(() => client.PUT('/session/password', { body: { current_password: current, new_password: next } }), () => t('account.password.saved'), clear);
  const said = save.error ? words(asProblem(save.error)) : undefined;
  return (
    <Section title={t('account.password')}>
      <form onSubmit={(e) => { e.preventDefault(); save.mutate(undefined); }}>
        <Stack>
          <PasswordInput label={t('account.password.current')} autoComplete="current-password" required withAsterisk={false} maxLength={200} value={current} onChange={(e) => setCurrent(e.currentTarget.value)} />
          <PasswordInput label={t('account.password.new')} description={t('account.password.help')} autoComplete="new-password" required withAsterisk={false} minLength={12} maxLength={128} value={next} onChange={(e) => setNext(e.currentTarget.value)} />
          {said && <Alert color="red" role="alert" icon={<IconAlertTriangle />} title={said.title}>{said.detail}</Alert>}
          <Button type="submit" loading={save.isPending}>{t('account.password.change')}</Button>
        </Stack>
      </form>
    </Section>
  );
}
