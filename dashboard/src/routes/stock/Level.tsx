import { Group, NativeSelect, SegmentedControl, Skeleton, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { Failed } from '@/components/states';
import { Section } from '@/components/Section';
import { date, dateTime, number, t } from '@/i18n';
import { historyQuery, levelDays } from '@/services/lots';
import { useActor } from '@/services/session/session';

// The charts are heavy: they come when there is something to draw.
const LevelChart = lazy(() => import('./LevelChart'));
const ranges = [30, 90, 365] as const;

/** Level is a product's stock over time, as a chart and as a table. */
export function Level({ productId }: { productId: number }) {
  const { user } = useActor();
  const [days, setDays] = useState(levelDays);
  const [warehouse, setWarehouse] = useState<number>();
  const { data, error, refetch } = useQuery(historyQuery(productId, warehouse, days));
  return (
    <Section title={t('level.title')}>
      <Group gap="xs" mb="sm">
        <SegmentedControl aria-label={t('level.range')} value={String(days)} onChange={(v) => setDays(Number(v))} data={ranges.map((d) => ({ value: String(d), label: t('level.days', { count: d }) }))} />
        {user.warehouses.length > 1 && (
          <NativeSelect aria-label={t('stock.warehouse')} value={warehouse ?? ''} onChange={(e) => setWarehouse(Number(e.currentTarget.value) || undefined)}
            data={[{ value: '', label: t('stock.warehouse.all') }, ...user.warehouses.map((w) => ({ value: String(w.id), label: w.name }))]} />
        )}
      </Group>
      {error ? <Failed error={error} retry={() => void refetch()} /> : !data ? <Skeleton h={240} /> : data.points.length === 0 ? <Text c="dimmed">{t('level.none')}</Text> : (
        <>
          <Suspense fallback={<Skeleton h={240} />}><div aria-hidden><LevelChart history={data} /></div></Suspense>
          {data.as_of && <Text size="sm" c="dimmed">{t('level.as_of', { date: dateTime(data.as_of) })}</Text>}
          <details>
            <summary style={{ minHeight: 44, display: 'flex', alignItems: 'center' }}>{t('level.table')}</summary>
            <Table>
              <Table.Thead><Table.Tr><Table.Th>{t('level.date')}</Table.Th>{(['on_hand', 'received', 'shipped'] as const).map((f) => <Table.Th key={f} ta="end">{t(f === 'on_hand' ? 'stock.on_hand' : `lot.total.${f}`)}</Table.Th>)}</Table.Tr></Table.Thead>
              <Table.Tbody>
                {data.points.toReversed().map((p) => (
                  <Table.Tr key={p.date}><Table.Th scope="row">{date(p.date)}</Table.Th><Table.Td ta="end">{number(p.on_hand)}</Table.Td><Table.Td ta="end">{number(p.received)}</Table.Td><Table.Td ta="end">{number(p.shipped)}</Table.Td></Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </details>
        </>
      )}
    </Section>
  );
}
