import { Badge, Box, Button, Group, NativeSelect, Stack, Text } from '@mantine/core';
import { IconFileImport, IconPackageOff, IconPlus } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { memo, useState } from 'react';
import { ExportLinks } from '@/components/ExportLinks';
import { InfiniteList } from '@/components/InfiniteList';
import { ButtonLink } from '@/components/links';
import { Page } from '@/components/Page';
import { SearchField } from '@/components/SearchField';
import { Empty } from '@/components/states';
import { VirtualGrid } from '@/components/VirtualGrid';
import { t } from '@/i18n';
import { itemsOf, productsQuery } from '@/services/queries';
import type { Product } from '@/services/types';
import { ProductForm } from './ProductForm';
import { statuses, type ProductSearch } from './search';

const route = getRouteApi('/app/admin/products');

/** ProductsPage is the catalogue. */
export function ProductsPage() {
  const { q = '', status } = route.useSearch();
  const navigate = route.useNavigate();
  const list = useInfiniteQuery(productsQuery(q, status));
  const [adding, setAdding] = useState(false);
  const items = itemsOf(list.data);
  const change = (part: ProductSearch) => void navigate({ search: (before) => ({ ...before, ...part }), replace: true });
  return (
    <Page title={t('admin.products.title')} aside={(
      <>
        <ExportLinks path="/products/export" query={{ search: q, status }} />
        <ButtonLink to="/admin/imports" variant="default" leftSection={<IconFileImport size={20} />}>{t('admin.products.import')}</ButtonLink>
        <Button leftSection={<IconPlus size={20} />} onClick={() => setAdding(true)} aria-label={t('admin.products.add')}>{t('admin.add')}</Button>
      </>
    )}>
      <Group gap="sm">
        <Box flex="1 1 16rem"><SearchField label={t('stock.search')} value={q} onSearch={(text) => change({ q: text || undefined })} /></Box>
        <NativeSelect size="lg" flex="0 1 12rem" aria-label={t('admin.products.status')} value={status ?? ''} onChange={(e) => change({ status: statuses.find((s) => s === e.currentTarget.value) })}
          data={[{ value: '', label: t('common.all') }, { value: 'active', label: t('common.active') }, { value: 'retired', label: t('stock.retired') }]} />
      </Group>
      <InfiniteList items={items} list={list} rows={6} empty={<Empty icon={<IconPackageOff size={28} />} title={t('admin.products.empty')} />}>
        {(products) => <VirtualGrid items={products} keyOf={(p) => p.id} rowHeight={112}>{(p) => <ProductCard product={p} />}</VirtualGrid>}
      </InfiniteList>
      {adding && <ProductForm onClose={() => setAdding(false)} />}
    </Page>
  );
}

const ProductCard = memo(function ProductCard({ product: p }: { product: Product }) {
  const marks = [
    p.status === 'retired' && t('stock.retired'), p.tracks_lots && t('stock.tracked.lots'), p.tracks_expiry && t('stock.tracked.expiry'),
    ...p.packaging_units.map((u) => t('quantity.factor', { unit: u.name, factor: u.factor })),
  ].filter((m) => m !== false);
  return (
    <Link className="sf-card" to="/stock/$id" params={{ id: String(p.id) }}>
      <Stack p="md" gap={4}>
        <Text fw={650} lineClamp={2}>{p.name}</Text>
        <Text size="sm" c="dimmed"><span className="sf-code">{p.sku}</span>{p.category && <> · {p.category}</>} · {p.base_unit}</Text>
        {marks.length > 0 && <Group gap={6}>{marks.map((m) => <Badge key={m} variant="light" color="gray" tt="none" radius="sm">{m}</Badge>)}</Group>}
      </Stack>
    </Link>
  );
});
