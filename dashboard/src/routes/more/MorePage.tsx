import { Paper, Stack } from '@mantine/core';
import { Page } from '@/components/Page';
import { t } from '@/i18n';
import { useActor } from '@/services/session/session';
import { Account } from '@/shell/Account';
import { SideItem } from '@/shell/NavItem';
import { adminItems } from '@/shell/navigation';

/** MorePage holds what the tabs of a phone have no room for. */
export function MorePage() {
  const actor = useActor();
  const admin = adminItems(actor);
  return (
    <Page title={t('nav.more')} narrow>
      {admin.length > 0 && (
        <Paper className="sf-card" p="xs" component="nav" aria-label={t('nav.more')}>
          <Stack gap={2}>{admin.map((i) => <SideItem key={i.to} item={i} />)}</Stack>
        </Paper>
      )}
      <Paper className="sf-card" p="md"><Account actor={actor} /></Paper>
    </Page>
  );
}
