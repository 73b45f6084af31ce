import { Alert, Box, Group, Paper, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { IconAlertTriangle, IconArrowsExchange, IconChevronRight, IconMapPin, IconPackageExport, IconPackageImport, IconQuestionMark, IconStack2 } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { ButtonLink } from '@/components/links';
import { OperationCard } from '@/components/OperationCard';
import { StockFigures } from '@/components/StockFigures';
import { Notice } from '@/components/states';
import { date, t, tCode } from '@/i18n';
import type { Found, Label } from '@/services/lookup';
import { newPathOf } from '@/services/operations/paths';
import { productStockQuery } from '@/services/queries';
import type { Actor } from '@/services/session/session';
import type { Product, WarehouseRef } from '@/services/types';

interface Props {
  code: string;
  found: Found;
  actor: Actor;
  warehouse?: WarehouseRef;
}

/** ScanResult shows what a code led to, and what can be done with it. */
export function ScanResult({ code, found, actor, warehouse }: Props) {
  switch (found.kind) {
    case 'operation':
      return <OperationCard operation={found.operation} actor={actor} />;
    case 'product':
      return <ProductFound {...found} actor={actor} warehouse={warehouse} />;
    case 'location':
      return <Notice icon={<IconMapPin size={28} />} title={t('scan.bin', { bin: found.location.code })} detail={tCode('bin', found.location.kind)} />;
    case 'several':
      return (
        <Stack gap="sm">
          <Title order={2} size="h4">{t('scan.several', { code })}</Title>
          <div className="sf-grid">
            {found.products.map((p) => (
              <Link key={p.id} className="sf-card" to="/" search={{ scan: p.sku }}>
                <Group p="md" justify="space-between" wrap="nowrap">
                  <Box miw={0}><Text fw={650} truncate>{p.name}</Text><Text size="sm" c="dimmed" className="sf-code">{p.sku}</Text></Box>
                  <IconChevronRight size={20} aria-hidden />
                </Group>
              </Link>
            ))}
            {found.operations.map((o) => <OperationCard key={o.id} operation={o} actor={actor} />)}
          </div>
        </Stack>
      );
    case 'nothing':
      return <Notice icon={<IconQuestionMark size={28} />} color="yellow" role="alert" title={t('scan.none.title', { code })} detail={t('scan.none.detail')} />;
  }
}

const actions = [
  ['receipt', 'home.receive', IconPackageImport], ['shipment', 'home.ship', IconPackageExport], ['transfer', 'home.transfer', IconArrowsExchange],
] as const;

const more = [
  ['/moves/new', 'home.move', 'create_move'], ['/adjustments/new', 'home.adjust', 'create_adjustment'], ['/returns/new', 'home.return', 'create_return'],
] as const;

function ProductFound({ product, unit, lotCode, expiresOn, expiryConflict, actor, warehouse }: Label & { product: Product; actor: Actor; warehouse?: WarehouseRef }) {
  const { data: stock } = useQuery(productStockQuery(product.id));
  const here = stock?.warehouses.find((l) => l.warehouse.id === warehouse?.id);
  return (
    <Paper className="sf-card" p="md" component="section" aria-label={product.name}>
      <Stack gap="md">
        <div>
          <Title order={2} size="h4">{product.name}</Title>
          <Text c="dimmed"><span className="sf-code">{product.sku}</span>{warehouse && <> · {warehouse.name}</>}</Text>
        </div>
        {(lotCode ?? expiresOn) && (
          <Text>{t('scan.gs1')}: {[lotCode && t('scan.gs1.lot', { lot: lotCode }), expiresOn && t('stock.expires', { date: date(expiresOn) })].filter(Boolean).join(' · ')}</Text>
        )}
        {expiryConflict && <Alert color="red" role="alert" icon={<IconAlertTriangle />}>{t('scan.expired_conflict')}</Alert>}
        <StockFigures levels={stock && (here ?? { on_hand: 0, reserved: 0, available: 0, in_transit: 0 })} />
        <SimpleGrid cols={{ base: 1, xs: 3 }} spacing="sm">
          {actions.filter(([kind]) => actor.can(`create_${kind}`)).map(([kind, label, Icon]) => (
            <ButtonLink key={kind} to={newPathOf(kind)} search={{ product: product.id, unit }} size="xl" leftSection={<Icon size={24} />}>
              {t(label)}
            </ButtonLink>
          ))}
        </SimpleGrid>
        <Group gap="xs" grow>
          {more.filter(([, , may]) => actor.can(may)).map(([to, label]) => <ButtonLink key={to} to={to} search={{ product: product.id }} variant="default" px="xs">{t(label)}</ButtonLink>)}
        </Group>
        <ButtonLink to="/stock/$id" params={{ id: String(product.id) }} variant="default" leftSection={<IconStack2 size={20} />} size="md">
          {t('home.product.look')}
        </ButtonLink>
      </Stack>
    </Paper>
  );
}
