import { Box, Divider, Group, Stack, Text } from '@mantine/core';
import { Logo } from '@/components/Logo';
import { t } from '@/i18n';
import type { Actor } from '@/services/session/session';
import { AccountCorner } from './Account';
import { SideItem } from './NavItem';
import { adminItems, mainItems, type Counted } from './navigation';

/** SideNav is the navigation of wide screens. */
export function SideNav({ actor, counts }: { actor: Actor; counts: Record<Counted, number> }) {
  const admin = adminItems(actor);
  return (
    <Stack h="100%" p="sm" gap="sm">
      <Group gap="sm" h={44} px="xs"><Logo /><Text fw={700} size="lg">{t('app.name')}</Text></Group>
      <Box flex={1} style={{ overflowY: 'auto' }}>
        <nav aria-label={t('nav.main')}>
          <Stack gap={2}>{mainItems(actor).map((i) => <SideItem key={i.to} item={i} counts={counts} />)}</Stack>
        </nav>
        {admin.length > 0 && (
          <nav aria-label={t('nav.admin')}>
            <Divider my="sm" label={t('nav.admin')} labelPosition="left" styles={{ label: { color: 'var(--mantine-color-dimmed)' } }} />
            <Stack gap={2}>{admin.map((i) => <SideItem key={i.to} item={i} counts={counts} />)}</Stack>
          </nav>
        )}
      </Box>
      <Divider />
      <AccountCorner actor={actor} />
    </Stack>
  );
}
