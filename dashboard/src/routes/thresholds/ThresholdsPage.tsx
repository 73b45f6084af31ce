import { Box, Button, Group, NativeSelect, Paper, Text } from '@mantine/core';
import { IconGauge, IconPencil } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { memo, useState } from 'react';
import { ExportLinks } from '@/components/ExportLinks';
import { InfiniteList } from '@/components/InfiniteList';
import { Page } from '@/components/Page';
import { SearchField } from '@/components/SearchField';
import { Empty } from '@/components/states';
import { VirtualGrid } from '@/components/VirtualGrid';
import { t } from '@/i18n';
import { thresholdsQuery } from '@/services/lots';
import { itemsOf } from '@/services/queries';
import { useActor } from '@/services/session/session';
import type { Body } from '@/services/types';
import { limitWords } from './limitWords';
import { ThresholdForm } from './ThresholdForm';

const route = getRouteApi('/app/thresholds');

/** ThresholdsPage lists the limits at which alerts are raised. */
export function ThresholdsPage() {
  const { search, warehouse } = route.useSearch();
  const navigate = route.useNavigate();
  const { user } = useActor();
  const list = useInfiniteQuery(thresholdsQuery(search, warehouse));
  const [editing, setEditing] = useState<Body<'Threshold'>>();
  return (
    <Page title={t('nav.thresholds')} lead={t('threshold.lead')} aside={<ExportLinks path="/thresholds/export" query={{ search, warehouse_id: warehouse }} />}>
      <Group gap="sm" align="stretch">
        <Box flex="1 1 16rem"><SearchField label={t('stock.search')} value={search ?? ''} onSearch={(text) => void navigate({ search: (b) => ({ ...b, search: text || undefined }), replace: true })} /></Box>
        {user.warehouses.length > 1 && (
          <NativeSelect size="lg" flex="1 1 10rem" maw={320} aria-label={t('stock.warehouse')} value={warehouse ?? ''} onChange={(e) => { const id = Number(e.currentTarget.value) || undefined; void navigate({ search: (b) => ({ ...b, warehouse: id }), replace: true }); }}
            data={[{ value: '', label: t('stock.warehouse.all') }, ...user.warehouses.map((w) => ({ value: String(w.id), label: w.name }))]} />
        )}
      </Group>
      <InfiniteList items={itemsOf(list.data)} list={list} empty={<Empty icon={<IconGauge size={28} />} title={t('threshold.empty.title')} detail={t('threshold.empty.detail')} />}>
        {(items) => <VirtualGrid items={items} keyOf={(x) => `${x.product.id}/${x.warehouse.id}`} rowHeight={106}>{(x) => <ThresholdCard threshold={x} onEdit={setEditing} />}</VirtualGrid>}
      </InfiniteList>
      {editing && <ThresholdForm product={editing.product} warehouse={editing.warehouse} values={editing} onClose={() => setEditing(undefined)} />}
    </Page>
  );
}

const ThresholdCard = memo(function ThresholdCard({ threshold: x, onEdit }: { threshold: Body<'Threshold'>; onEdit: (x: Body<'Threshold'>) => void }) {
  return (
    <Paper className="sf-card" p="md">
      <Group justify="space-between" wrap="nowrap" align="flex-start">
        <div style={{ minWidth: 0 }}>
          <Link to="/stock/$id" params={{ id: String(x.product.id) }} className="sf-inline"><b>{x.product.name}</b></Link>
          <Text size="sm" c="dimmed">{x.warehouse.name}</Text>
          <Text size="sm">{limitWords(x)}</Text>
        </div>
        <Button variant="default" px="sm" onClick={() => onEdit(x)} aria-label={t('threshold.edit', { name: x.product.name, site: x.warehouse.name })}><IconPencil size={20} aria-hidden /></Button>
      </Group>
    </Paper>
  );
});
