import { Badge, Box, Group, NativeSelect, Text, TextInput } from '@mantine/core';
import { IconBarcode } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { memo } from 'react';
import { InfiniteList } from '@/components/InfiniteList';
import { Page } from '@/components/Page';
import { SearchField } from '@/components/SearchField';
import { Empty } from '@/components/states';
import { VirtualGrid } from '@/components/VirtualGrid';
import { date, number, t, tCode } from '@/i18n';
import { lotsQuery, lotStatuses, type LotFilter } from '@/services/lots';
import { itemsOf } from '@/services/queries';
import { useActor } from '@/services/session/session';
import type { Body } from '@/services/types';

const route = getRouteApi('/app/lots');

/** LotsPage finds lots by code, product, status, expiry and place. */
export function LotsPage() {
  const filter = route.useSearch();
  const navigate = route.useNavigate();
  const { user } = useActor();
  const list = useInfiniteQuery(lotsQuery(filter));
  const change = (part: Partial<LotFilter>) => void navigate({ search: (before) => ({ ...before, ...part }), replace: true });
  return (
    <Page title={t('nav.lots')}>
      <Group gap="sm" align="stretch">
        <Box flex="1 1 16rem"><SearchField label={t('lot.search')} value={filter.search ?? ''} onSearch={(search) => change({ search: search || undefined })} /></Box>
        <NativeSelect size="lg" flex="1 1 9rem" maw={240} aria-label={t('lot.status')} value={filter.status ?? ''} onChange={(e) => change({ status: (e.currentTarget.value || undefined) as LotFilter['status'] })}
          data={[{ value: '', label: t('lot.status.all') }, ...lotStatuses.map((s) => ({ value: s, label: tCode('lot_status', s) }))]} />
        {user.warehouses.length > 1 && (
          <NativeSelect size="lg" flex="1 1 9rem" maw={280} aria-label={t('stock.warehouse')} value={filter.warehouse ?? ''} onChange={(e) => change({ warehouse: Number(e.currentTarget.value) || undefined })}
            data={[{ value: '', label: t('stock.warehouse.all') }, ...user.warehouses.map((w) => ({ value: String(w.id), label: w.name }))]} />
        )}
        <TextInput size="lg" type="date" flex="1 1 9rem" maw={240} aria-label={t('lot.before')} title={t('lot.before')} value={filter.before ?? ''} onChange={(e) => change({ before: e.currentTarget.value || undefined })} />
      </Group>
      <InfiniteList items={itemsOf(list.data)} list={list} empty={<Empty icon={<IconBarcode size={28} />} title={t('lot.empty.title')} detail={t('lot.empty.detail')} />}>
        {(lots) => <VirtualGrid items={lots} keyOf={(l) => l.id} rowHeight={98}>{(l) => <LotCard lot={l} />}</VirtualGrid>}
      </InfiniteList>
    </Page>
  );
}

/** LotCard is a lot in a list. */
const LotCard = memo(function LotCard({ lot: l }: { lot: Body<'LotSummary'> }) {
  return (
    <Link to="/lots/$id" params={{ id: String(l.id) }} className="sf-card" style={{ padding: 12 }}>
      <Group justify="space-between" wrap="nowrap"><Text fw={650} className="sf-code">{l.code}</Text><LotStatusBadge status={l.status} /></Group>
      <Text truncate>{l.product.name}</Text>
      <Text size="sm" c="dimmed">{[l.expires_on && t('stock.expires', { date: date(l.expires_on) }), `${t('stock.on_hand')} ${number(l.on_hand)}`, l.reserved > 0 && `${t('stock.reserved')} ${number(l.reserved)}`].filter(Boolean).join(' · ')}</Text>
    </Link>
  );
});

/** LotStatusBadge says whether a lot may be shipped. */
export function LotStatusBadge({ status }: { status: Body<'LotStatus'> }) {
  return <Badge variant="light" color={status === 'available' ? 'pine' : 'red'} tt="none" radius="sm" size="lg" style={{ flexShrink: 0 }}>{tCode('lot_status', status)}</Badge>;
}
