import { Badge, Group, Progress, Text } from '@mantine/core';
import { IconPlus, IconSpeakerphone } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { InfiniteList } from '@/components/InfiniteList';
import { ButtonLink } from '@/components/links';
import { Page } from '@/components/Page';
import { Empty } from '@/components/states';
import { relative, t, tCode } from '@/i18n';
import { recallsQuery } from '@/services/alerts';
import { itemsOf } from '@/services/queries';
import { useActor } from '@/services/session/session';
import type { Body } from '@/services/types';

/** RecallsPage lists recalls, the newest first. */
export function RecallsPage() {
  const actor = useActor();
  const list = useInfiniteQuery(recallsQuery());
  return (
    <Page title={t('nav.recalls')} aside={actor.can('start_recalls') && <ButtonLink to="/recalls/new" leftSection={<IconPlus size={20} aria-hidden />}>{t('recall.start')}</ButtonLink>}>
      <InfiniteList items={itemsOf(list.data)} list={list} empty={<Empty icon={<IconSpeakerphone size={28} />} title={t('recall.empty.title')} detail={t('recall.empty.detail')} />}>
        {(items) => <div className="sf-grid">{items.map((r) => <Card key={r.id} recall={r} />)}</div>}
      </InfiniteList>
    </Page>
  );
}

function Card({ recall: r }: { recall: Body<'Recall'> }) {
  return (
    <Link to="/recalls/$id" params={{ id: r.id }} className="sf-card" style={{ padding: 12 }}>
      <Group justify="space-between" wrap="nowrap"><Text fw={650} className="sf-code">{r.number}</Text><Badge variant="light" color={recallColor(r.status)} tt="none" radius="sm" size="lg">{tCode('recall_status', r.status)}</Badge></Group>
      <Text truncate>{r.product.name}</Text>
      <Text size="sm" c="dimmed">{r.lots.map((l) => l.code).join(', ')} · {relative(r.started_at)}</Text>
      <Progress value={r.sites_asked ? (100 * r.sites_confirmed) / r.sites_asked : 100} mt={6} aria-label={t('recall.sites')} />
      <Text size="sm">{t('recall.confirmed', { done: r.sites_confirmed, total: r.sites_asked })}</Text>
    </Link>
  );
}

/** recallColor is how a recall's status looks. */
export function recallColor(status: Body<'RecallStatus'>): string {
  return { open: 'red', closed: 'yellow', lifted: 'gray' }[status];
}
