import { SimpleGrid, Stack } from '@mantine/core';
import { Page } from '@/components/Page';
import { Section } from '@/components/Section';
import { t, tCode } from '@/i18n';
import { useActor } from '@/services/session/session';
import { Looks } from '@/shell/Looks';
import { PasswordSection } from './PasswordSection';
import { PreferencesSection } from './PreferencesSection';
import { PushSection } from './PushSection';
import { SessionsSection } from './SessionsSection';
import { TokensSection } from './TokensSection';

/** AccountPage is a person's own: password, sessions, tokens, and how they are told of things. */
export function AccountPage() {
  const { user } = useActor();
  return (
    <Page title={t('account.title')} lead={`${user.name} · ${tCode('role', user.role)} · ${user.email}`} back="/">
      <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="md">
        <Stack gap="md"><PreferencesSection /><PushSection /><Section title={t('account.looks')}><Looks /></Section></Stack>
        <Stack gap="md"><PasswordSection /><SessionsSection /><TokensSection /></Stack>
      </SimpleGrid>
    </Page>
  );
}
