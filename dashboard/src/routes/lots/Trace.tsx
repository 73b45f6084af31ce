import { Group, SegmentedControl, SimpleGrid, Text, Timeline } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { ExportLinks } from '@/components/ExportLinks';
import { InfiniteList } from '@/components/InfiniteList';
import { Section } from '@/components/Section';
import { dateTime, number, t, tCode } from '@/i18n';
import { traceQuery } from '@/services/lots';
import { pathOf } from '@/services/operations/paths';
import { itemsOf } from '@/services/queries';
import type { Body } from '@/services/types';

const route = getRouteApi('/app/lots/$id');
const totals = ['received', 'shipped', 'in_transit', 'on_hand', 'adjusted', 'scrapped', 'lost_on_road'] as const;

/** Trace is a lot's way, backwards to the receipts that brought it and forwards to whom it went. */
export function Trace({ id }: { id: number }) {
  const { direction } = route.useSearch();
  const navigate = route.useNavigate();
  const list = useInfiniteQuery(traceQuery(id, direction));
  const first = list.data?.pages[0];
  return (
    <Section title={t('lot.trace')} aside={<ExportLinks path={`/lots/${id}/trace/export`} query={{ direction }} />}>
      <SegmentedControl
        fullWidth className="sf-kinds" mb="sm" aria-label={t('lot.trace')} value={direction ?? 'both'} onChange={(v) => void navigate({ search: v === 'both' ? {} : { direction: v }, replace: true })}
        data={[{ value: 'both', label: t('lot.trace.both') }, { value: 'backward', label: t('lot.trace.backward') }, { value: 'forward', label: t('lot.trace.forward') }]}
      />
      {first && (
        <SimpleGrid cols={{ base: 3, sm: 4 }} spacing="xs" component="dl" m={0} mb="md">
          {totals.filter((f) => first.totals[f] > 0).map((f) => <div key={f}><Text component="dt" size="sm" c="dimmed">{t(`lot.total.${f}`)}</Text><Text component="dd" m={0} fw={650}>{number(first.totals[f])}</Text></div>)}
        </SimpleGrid>
      )}
      {first && !first.complete && <Text size="sm" c="dimmed" mb="sm">{t('lot.trace.partial')}</Text>}
      <InfiniteList items={itemsOf(list.data)} list={list} rows={4} height={56} empty={<Text c="dimmed">{t('stock.movements.none')}</Text>}>
        {(entries) => <Timeline active={-1} bulletSize={16} lineWidth={2}>{entries.map((e) => <Timeline.Item key={e.id} title={<Entry entry={e} />} />)}</Timeline>}
      </InfiniteList>
    </Section>
  );
}

function Entry({ entry: e }: { entry: Body<'TraceEntry'> }) {
  return (
    <div>
      <Group justify="space-between" wrap="nowrap" align="flex-start">
        <Text fw={600} lh={1.3}>{tCode('trace', e.event)} · {e.warehouse.name}{e.other_warehouse && <> ({e.other_warehouse.name})</>}</Text>
        <Text fw={650}>{number(e.quantity)}</Text>
      </Group>
      <Text size="sm" c="dimmed">
        <Link to={pathOf(e.operation.kind)} params={{ id: e.operation.id }} className="sf-inline sf-code">{e.operation.number}</Link>
        {e.partner && <> · {e.partner}</>}{e.reference && <> · {e.reference}</>} · {dateTime(e.at)} · {e.user.name}
      </Text>
    </div>
  );
}
