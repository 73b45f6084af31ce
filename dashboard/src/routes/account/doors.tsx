import { Alert, Button, Stack, Textarea, TextInput } from '@mantine/core';
import { IconAlertTriangle, IconMail } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { AnchorLink, ButtonLink } from '@/components/links';
import { Loading } from '@/components/states';
import { t } from '@/i18n';
import { client } from '@/services/api';
import { asProblem, words } from '@/services/problem';
import { DoorPage } from '../login/DoorPage';
import { PasswordByLink } from './PasswordByLink';

const reset = getRouteApi('/reset-password');
const invitation = getRouteApi('/invitation');
const confirmation = getRouteApi('/confirm-email');

/** useSecret takes the secret of a mailed link out of the address bar, where others could read it. */
function useSecret(token: string | undefined): string | undefined {
  const [secret] = useState(token);
  useEffect(() => {
    if (token) window.history.replaceState(window.history.state, '', window.location.pathname);
  }, [token]);
  return secret;
}

/** ResetPasswordPage chooses a new password with a mailed link. */
export function ResetPasswordPage() {
  const token = useSecret(reset.useSearch().token);
  return <PasswordByLink kind="reset" token={token} again="/forgot" post={(secret, password) => client.POST('/password-resets/complete', { body: { token: secret, password } })} />;
}

/** InvitationPage begins an account that an admin has made. */
export function InvitationPage() {
  const token = useSecret(invitation.useSearch().token);
  return <PasswordByLink kind="invitation" token={token} post={(secret, password) => client.POST('/invitations/accept', { body: { token: secret, password } })} />;
}

/** ConfirmEmailPage says that the address of a request for access is right. */
export function ConfirmEmailPage() {
  const token = useSecret(confirmation.useSearch().token);
  const begun = useRef(false);
  const { mutate, isSuccess, error } = useMutation({ mutationFn: (secret: string) => client.POST('/access-requests/confirm', { body: { token: secret } }) });
  useEffect(() => {
    if (!token || begun.current) return;
    begun.current = true;
    mutate(token);
  }, [mutate, token]);
  const said = error ? words(asProblem(error)) : !token ? { title: t('link.missing'), detail: t('link.missing.help') } : undefined;
  return (
    <DoorPage title={t('confirm_email.title')}>
      {said ? (
        <Stack>
          <Alert color="red" role="alert" icon={<IconAlertTriangle />} title={said.title}>{said.detail}</Alert>
          <AnchorLink to="/register" py={10}>{t('login.register')}</AnchorLink>
        </Stack>
      ) : isSuccess ? <Sent>{t('confirm_email.done')}</Sent> : <Loading rows={1} />}
    </DoorPage>
  );
}

function Sent({ children }: { children: ReactNode }) {
  return (
    <Stack>
      <Alert color="pine" role="status" icon={<IconMail />}>{children}</Alert>
      <ButtonLink to="/login" variant="default" size="lg">{t('login.title')}</ButtonLink>
    </Stack>
  );
}

/** ForgotPage asks for a mail that resets the password; the answer tells nobody whose addresses are known. */
export function ForgotPage() {
  const [email, setEmail] = useState('');
  const ask = useMutation({ mutationFn: (address: string) => client.POST('/password-resets', { body: { email: address } }) });
  const said = ask.error ? words(asProblem(ask.error)) : undefined;
  return (
    <DoorPage title={t('forgot.title')} lead={t('forgot.lead')}>
      {ask.isSuccess ? <Sent>{t('forgot.sent')}</Sent> : (
        <form onSubmit={(e) => { e.preventDefault(); ask.mutate(email.trim()); }}>
          <Stack>
            <TextInput type="email" size="lg" label={t('login.email')} autoComplete="username" required withAsterisk={false} autoFocus value={email} onChange={(e) => setEmail(e.currentTarget.value)} />
            {said && <Alert color="red" role="alert" icon={<IconAlertTriangle />} title={said.title}>{said.detail}</Alert>}
            <Button type="submit" size="lg" loading={ask.isPending}>{t('forgot.submit')}</Button>
            <AnchorLink to="/login" py={10}>{t('login.title')}</AnchorLink>
          </Stack>
        </form>
      )}
    </DoorPage>
  );
}

/** RegisterPage asks an admin for access. */
export function RegisterPage() {
  const [values, setValues] = useState({ name: '', email: '', warehouses: '', note: '' });
  const ask = useMutation({
    mutationFn: (v: typeof values) => client.POST('/access-requests', {
      body: {
        name: v.name.trim(), email: v.email.trim(), ...(v.note.trim() ? { note: v.note.trim() } : {}),
        warehouses: v.warehouses.split(',').map((w) => w.trim()).filter(Boolean),
      },
    }),
  });
  const said = ask.error ? words(asProblem(ask.error)) : undefined;
  const field = (name: keyof typeof values) => ({
    value: values[name], onChange: (e: { currentTarget: { value: string } }) => { const { value } = e.currentTarget; setValues((v) => ({ ...v, [name]: value })); },
  });
  return (
    <DoorPage title={t('register.title')} lead={t('register.lead')}>
      {ask.isSuccess ? <Sent>{t('register.sent')}</Sent> : (
        <form onSubmit={(e) => { e.preventDefault(); ask.mutate(values); }}>
          <Stack>
            <TextInput size="lg" label={t('register.name')} autoComplete="name" required withAsterisk={false} maxLength={200} autoFocus {...field('name')} />
            <TextInput type="email" size="lg" label={t('login.email')} autoComplete="email" required withAsterisk={false} {...field('email')} />
            <TextInput size="lg" label={t('register.warehouses')} description={t('register.warehouses.help')} maxLength={400} {...field('warehouses')} />
            <Textarea size="md" label={t('register.note')} placeholder={t('common.optional')} maxLength={1000} autosize minRows={2} {...field('note')} />
            {said && <Alert color="red" role="alert" icon={<IconAlertTriangle />} title={said.title}>{said.detail}</Alert>}
            <Button type="submit" size="lg" loading={ask.isPending}>{t('register.submit')}</Button>
            <AnchorLink to="/login" py={10}>{t('login.title')}</AnchorLink>
          </Stack>
        </form>
      )}
    </DoorPage>
  );
}
