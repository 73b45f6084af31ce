import { Button, Chip, Group, NativeSelect, SegmentedControl, Stack } from '@mantine/core';
import { IconActivity } from '@tabler/icons-react';
import { lazy, Suspense } from 'react';
import { InfiniteList, type ListState } from '@/components/InfiniteList';
import { OperationCard } from '@/components/OperationCard';
import { Page } from '@/components/Page';
import { SearchField } from '@/components/SearchField';
import { Empty, Loading } from '@/components/states';
import { useWidth } from '@/components/useWidth';
import { t } from '@/i18n';
import type { Filter } from '@/services/queries';
import type { Actor } from '@/services/session/session';
import type { OperationSummary } from '@/services/types';

const OperationsTable = lazy(() => import('./OperationsTable'));

interface Props {
  filter: Filter;
  actor: Actor;
  items: OperationSummary[];
  list: ListState;
  onFilter: (change: Partial<Filter>) => void;
  onClear: () => void;
}

/** OperationsView is a table on a desk and cards on a phone. */
export function OperationsView({ filter, actor, items, list, onFilter, onClear }: Props) {
  const wide = useWidth('board');
  const filtered = Object.keys(filter).length > 0;
  return (
    <Page title={t('operations.title')}>
      <Filters filter={filter} actor={actor} onFilter={onFilter} />
      <InfiniteList
        items={items} list={list} rows={6} height={wide ? 52 : 112}
        empty={
          <Empty icon={<IconActivity size={28} />} title={t('operations.empty.title')} detail={t('operations.empty.detail')}>
            {filtered && <Button variant="default" onClick={onClear}>{t('operations.filters.clear')}</Button>}
          </Empty>
        }
      >
        {(found) => (wide
          ? <Suspense fallback={<Loading rows={6} height={52} />}><OperationsTable items={found} actor={actor} /></Suspense>
          : <div className="sf-grid">{found.map((o) => <OperationCard key={o.id} operation={o} actor={actor} />)}</div>)}
      </InfiniteList>
    </Page>
  );
}

function Filters({ filter, actor, onFilter }: Pick<Props, 'filter' | 'actor' | 'onFilter'>) {
  const { warehouses } = actor.user;
  return (
    <Stack gap="sm">
      <SegmentedControl
        fullWidth size="sm" className="sf-kinds" aria-label={t('operations.kind')} value={filter.kind ?? ''} onChange={(k) => onFilter({ kind: (k || undefined) })} maw={640} w="100%"
        data={[{ value: '', label: t('common.all') }, ...(['receipt', 'shipment', 'transfer', 'count', 'adjustment', 'return'] as const).map((k) => ({ value: k, label: t(`kinds.${k}`) }))]}
      />
      <Group gap="xs" align="center">
        <div style={{ flex: '2 1 14rem' }}><SearchField label={t('operations.search')} value={filter.search ?? ''} onSearch={(search) => onFilter({ search: search || undefined })} /></div>
        {warehouses.length > 1 && (
          <NativeSelect
            size="lg" flex="1 1 10rem" maw={280} aria-label={t('operations.warehouse')} value={filter.warehouse ?? ''}
            onChange={(e) => onFilter({ warehouse: Number(e.currentTarget.value) || undefined })}
            data={[{ value: '', label: t('stock.warehouse.all') }, ...warehouses.map((w) => ({ value: String(w.id), label: w.name }))]}
          />
        )}
        <Group gap="xs" wrap="nowrap">
          <Chip size="md" variant="outline" checked={filter.attention ?? false} onChange={(on) => onFilter({ attention: on || undefined })}>{t('operations.attention')}</Chip>
          <Chip size="md" variant="outline" checked={filter.ended ?? false} onChange={(on) => onFilter({ ended: on || undefined })}>{t('operations.ended')}</Chip>
        </Group>
      </Group>
    </Stack>
  );
}
