import { Badge, Button, Group, Stack, Text } from '@mantine/core';
import { IconPackageOff, IconPlus } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useState } from 'react';
import { InfiniteEnd } from '@/components/InfiniteEnd';
import { Page } from '@/components/Page';
import { SearchField } from '@/components/SearchField';
import { Empty, Failed, Loading } from '@/components/states';
import { t } from '@/i18n';
import { itemsOf, productsQuery } from '@/services/queries';
import type { Product } from '@/services/types';
import { ProductForm } from './ProductForm';

const route = getRouteApi('/app/admin/products');

/** ProductsPage is the catalogue. */
export function ProductsPage() {
  const { q = '' } = route.useSearch();
  const navigate = route.useNavigate();
  const list = useInfiniteQuery(productsQuery(q));
  const [adding, setAdding] = useState(false);
  const items = itemsOf(list.data);
  return (
    <Page title={t('admin.products.title')} aside={<Button leftSection={<IconPlus size={20} />} onClick={() => setAdding(true)} aria-label={t('admin.products.add')}>{t('admin.add')}</Button>}>
      <SearchField label={t('stock.search')} value={q} onSearch={(text) => void navigate({ search: text ? { q: text } : {}, replace: true })} />
      {list.isPending ? <Loading rows={6} />
        : list.error && items.length === 0 ? <Failed error={list.error} retry={() => void list.refetch()} />
          : items.length === 0 ? <Empty icon={<IconPackageOff size={28} />} title={t('admin.products.empty')} />
            : <div className="sf-grid">{items.map((p) => <ProductCard key={p.id} product={p} />)}</div>}
      <InfiniteEnd {...list} />
      {adding && <ProductForm onClose={() => setAdding(false)} />}
    </Page>
  );
}

function ProductCard({ product: p }: { product: Product }) {
  const marks = [
    p.status === 'retired' && t('common.inactive'), p.tracks_lots && t('stock.tracked.lots'), p.tracks_expiry && t('stock.tracked.expiry'),
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
}
