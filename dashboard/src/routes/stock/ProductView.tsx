import { Badge, Group, Paper, SimpleGrid, Stack, Table, Text } from '@mantine/core';
import { IconArrowsExchange, IconPackageExport, IconPackageImport } from '@tabler/icons-react';
import { ButtonLink } from '@/components/links';
import { Page } from '@/components/Page';
import { Section } from '@/components/Section';
import { StockFigures } from '@/components/StockFigures';
import { number, t } from '@/i18n';
import { newPathOf } from '@/services/operations/paths';
import type { Actor } from '@/services/session/session';
import type { Product, ProductStock } from '@/services/types';
import { Balances } from './Balances';
import { Level } from './Level';
import { Limits } from './Limits';
import { Movements, type MovementList } from './Movements';
import { ProductActions } from './ProductActions';
import { ProductLots } from './ProductLots';

interface Props {
  product: Product;
  stock: ProductStock;
  actor: Actor;
  movements: MovementList;
}

const actions = [
  ['receipt', 'home.receive', IconPackageImport], ['shipment', 'home.ship', IconPackageExport], ['transfer', 'home.transfer', IconArrowsExchange],
] as const;

/** ProductView is everything about one product. */
export function ProductView({ product, stock, actor, movements }: Props) {
  return (
    <Page title={product.name} back="/stock" lead={<><span className="sf-code">{product.sku}</span>{product.category && <> · {product.category}</>}{product.status === 'retired' && <> · <b>{t('stock.retired')}</b></>}</>} aside={<ProductActions product={product} actor={actor} />}>
      <Paper className="sf-card" p="md">
        <Stack>
          <StockFigures levels={stock} />
          <Group gap="sm">
            {actions.filter(([kind]) => actor.can(`create_${kind}`) && (kind !== 'receipt' || product.status === 'active')).map(([kind, label, Icon]) => (
              <ButtonLink key={kind} to={newPathOf(kind)} search={{ product: product.id }} variant="light" leftSection={<Icon size={20} />} flex="1 1 auto" px="md" size="lg">
                {t(label)}
              </ButtonLink>
            ))}
          </Group>
        </Stack>
      </Paper>
      <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="md">
        <Stack gap="md">
          <Section title={t('stock.by_warehouse')}>
            {stock.warehouses.length === 0 ? <Text c="dimmed">{t('stock.nothing')}</Text> : (
                <Table aria-label={t('stock.by_warehouse')} verticalSpacing="sm" horizontalSpacing={4} styles={{ th: { fontSize: 'var(--mantine-font-size-xs)', fontWeight: 500 } }}>
                  <Table.Thead>
                    <Table.Tr>
                      <Table.Th>{t('stock.warehouse')}</Table.Th>
                      {(['available', 'on_hand', 'reserved', 'in_transit'] as const).map((f) => <Table.Th key={f} ta="end">{t(`stock.${f}`)}</Table.Th>)}
                    </Table.Tr>
                  </Table.Thead>
                  <Table.Tbody>
                    {stock.warehouses.map((l) => (
                      <Table.Tr key={l.warehouse.id}>
                        <Table.Th scope="row" fz="sm" style={{ fontWeight: 600, fontSize: 'var(--mantine-font-size-sm)' }}>{l.warehouse.name}</Table.Th>
                        <Table.Td ta="end" fw={650}>{number(l.available)}</Table.Td>
                        <Table.Td ta="end">{number(l.on_hand)}</Table.Td>
                        <Table.Td ta="end">{number(l.reserved)}</Table.Td>
                        <Table.Td ta="end">{number(l.in_transit)}</Table.Td>
                      </Table.Tr>
                    ))}
                  </Table.Tbody>
                </Table>
            )}
          </Section>
          <Section title={t('stock.by_bin')}><Balances stock={stock} /></Section>
          <Limits product={product} />
          {product.tracks_lots && <ProductLots productId={product.id} />}
          <Facts product={product} />
        </Stack>
        <Stack gap="md">
          <Level productId={product.id} />
          <Section title={t('stock.movements')}><Movements {...movements} /></Section>
        </Stack>
      </SimpleGrid>
    </Page>
  );
}

function Facts({ product }: { product: Product }) {
  const marks = [product.tracks_lots && t('stock.tracked.lots'), product.tracks_expiry && t('stock.tracked.expiry')].filter(Boolean);
  if (!product.barcodes.length && !product.packaging_units.length && !marks.length && !product.description) return null;
  return (
    <Paper className="sf-card" p="md">
      <Stack gap="xs">
        {product.description && <Text>{product.description}</Text>}
        {marks.length > 0 && <Group gap="xs">{marks.map((m) => <Badge key={String(m)} variant="light" color="gray" size="lg" tt="none" radius="sm">{m}</Badge>)}</Group>}
        {product.packaging_units.length > 0 && (
          <Text size="sm"><b>{t('stock.packaging')}</b> {product.packaging_units.map((u) => t('quantity.factor', { unit: u.name, factor: u.factor })).join(', ')}</Text>
        )}
        {product.barcodes.length > 0 && (
          <Text size="sm"><b>{t('stock.barcodes')}</b> <span className="sf-code">{product.barcodes.map((b) => b.packaging_unit ? `${b.barcode} (${b.packaging_unit})` : b.barcode).join(', ')}</span></Text>
        )}
      </Stack>
    </Paper>
  );
}
