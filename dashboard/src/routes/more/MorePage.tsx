import { Paper, Stack } from '@mantine/core';
import { Page } from '@/components/Page';
import { t } from '@/i18n';
import { useActor } from '@/services/session/session';
import { Account } from '@/shell/Account';
import { SideItem } from '@/shell/NavItem';
import { useCounts } from '@/shell/counts';
import { adminItems, mainItems, tabItems } from '@/shell/navigation';

/** MorePage holds what the tabs of a phone have no room for. */
export function MorePage() {
  const actor = useActor();
  const counts = useCounts();
  const tabs = tabItems(actor);
  const groups = [mainItems(actor).filter((i) => !tabs.some((tab) => tab.to === i.to)), adminItems(actor)].filter((g) => g.length > 0);
  return (
    <Page title={t('nav.more')} narrow>
      {groups.map((items, n) => (
        <Paper key={n} className="sf-card" p="xs" component="nav" aria-label={t(n === 0 ? 'nav.more' : 'nav.admin')}>
          <Stack gap={2}>{items.map((i) => <SideItem key={i.to} item={i} counts={counts} />)}</Stack>
        </Paper>
      ))}
      <Paper className="sf-card" p="md"><Account actor={actor} /></Paper>
    </Page>
  );
}
