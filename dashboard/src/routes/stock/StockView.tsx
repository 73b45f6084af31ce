import { Box, Group, NativeSelect } from '@mantine/core';
import { IconPackageOff } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { memo } from 'react';
import { InfiniteList, type ListState } from '@/components/InfiniteList';
import { Page } from '@/components/Page';
import { SearchField } from '@/components/SearchField';
import { Empty } from '@/components/states';
import { VirtualGrid } from '@/components/VirtualGrid';
import { StockFigures } from '@/components/StockFigures';
import { t } from '@/i18n';
import type { StockItem, WarehouseRef } from '@/services/types';
import type { StockSearch } from './routes';

interface Props {
  search: StockSearch;
  warehouses: WarehouseRef[];
  items: StockItem[];
  list: ListState;
  onSearch: (change: Partial<StockSearch>) => void;
}

/** StockView is the list of products with what of them is where. */
export function StockView({ search, warehouses, items, list, onSearch }: Props) {
  return (
    <Page title={t('stock.title')}>
      <Group gap="sm" align="stretch">
        <Box flex="1 1 16rem"><SearchField label={t('stock.search')} value={search.q ?? ''} onSearch={(q) => onSearch({ q: q || undefined })} autoFocus /></Box>
        {warehouses.length > 1 && (
          <NativeSelect
            size="lg" flex="1 1 12rem" maw={320} aria-label={t('stock.warehouse')} value={search.warehouse ?? ''}
            onChange={(e) => onSearch({ warehouse: Number(e.currentTarget.value) || undefined })}
            data={[{ value: '', label: t('stock.warehouse.all') }, ...warehouses.map((w) => ({ value: String(w.id), label: w.name }))]}
          />
        )}
      </Group>
      <InfiniteList
        items={items} list={list} rows={6} height={104}
        empty={<Empty icon={<IconPackageOff size={28} />} title={t('stock.empty.title')} detail={t('stock.empty.detail')} />}
      >
        {(found) => <VirtualGrid items={found} keyOf={(i) => i.product.id} rowHeight={140}>{(i) => <StockCard item={i} />}</VirtualGrid>}
      </InfiniteList>
    </Page>
  );
}

// Scrolling draws the list many times a second: a card is drawn when its figures
// change, and of plain elements.
const StockCard = memo(function StockCard({ item }: { item: StockItem }) {
  return (
    <Link className="sf-card sf-stock" to="/stock/$id" params={{ id: String(item.product.id) }}>
      <div className="sf-name">{item.product.name}</div>
      <div className="sf-sub"><span className="sf-code">{item.product.sku}</span> · {item.product.base_unit}</div>
      <StockFigures levels={item} />
    </Link>
  );
});
