import { ActionIcon, Button, Group, Stack, Text, VisuallyHidden } from '@mantine/core';
import { IconLogout, IconUserCircle } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { ButtonLink } from '@/components/links';
import { t, tCode } from '@/i18n';
import type { Actor } from '@/services/session/session';
import { Looks } from './Looks';
import { useSignOut } from './useSignOut';

/** Account is who is signed in, how the app looks, and the way out. */
export function Account({ actor }: { actor: Actor }) {
  const { begin, question } = useSignOut();
  return (
    <Stack gap="xs">
      <div>
        <VisuallyHidden>{t('account.signedIn', { name: actor.user.name })}</VisuallyHidden>
        <Text fw={600} truncate aria-hidden>{actor.user.name}</Text>
        <Text size="sm" c="dimmed" truncate>{tCode('role', actor.user.role)} · {actor.user.email}</Text>
      </div>
      <Looks />
      <ButtonLink to="/account" variant="default" leftSection={<IconUserCircle size={18} />}>{t('nav.account')}</ButtonLink>
      <Button variant="default" leftSection={<IconLogout size={18} />} onClick={begin} size="md">{t('account.signOut')}</Button>
      {question}
    </Stack>
  );
}

/** AccountCorner is the same where there is little room: the way to one's own page, and the way out. */
export function AccountCorner({ actor }: { actor: Actor }) {
  const { begin, question } = useSignOut();
  return (
    <Group gap="xs" wrap="nowrap">
      <Link to="/account" className="sf-link" style={{ flex: 1, minWidth: 0, paddingInline: '0.25rem', gap: '0.5rem' }}>
        <IconUserCircle size={20} aria-hidden style={{ flexShrink: 0 }} />
        <span style={{ minWidth: 0 }}>
          <VisuallyHidden>{t('nav.account')}: </VisuallyHidden>
          <Text span fw={600} truncate display="block">{actor.user.name}</Text>
          <Text span size="sm" c="dimmed" display="block">{tCode('role', actor.user.role)}</Text>
        </span>
      </Link>
      <ActionIcon variant="default" onClick={begin} aria-label={t('account.signOut')}><IconLogout size={20} /></ActionIcon>
      {question}
    </Group>
  );
}
