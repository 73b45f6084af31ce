import { Badge, Group, Stack, Text } from '@mantine/core';
import { date, number, t, tCode } from '@/i18n';
import type { Balance, ProductStock } from '@/services/types';

/** Balances lists where a product lies: bin by bin, lot by lot, grouped by warehouse. */
export function Balances({ stock }: { stock: ProductStock }) {
  const rows = stock.balances.filter((b) => b.on_hand > 0);
  if (rows.length === 0) return <Text c="dimmed">{t('stock.nothing')}</Text>;
  return (
    <Stack gap="md">
      {stock.warehouses.map(({ warehouse }) => {
        const here = rows.filter((b) => b.warehouse_id === warehouse.id);
        return here.length > 0 && (
          <div key={warehouse.id}>
            {stock.warehouses.length > 1 && <Text size="sm" fw={600} c="dimmed">{warehouse.name}</Text>}
            {here.map((b) => <Row key={`${b.location.id}/${b.lot?.id ?? 0}`} balance={b} />)}
          </div>
        );
      })}
    </Stack>
  );
}

function Row({ balance: b }: { balance: Balance }) {
  return (
    <Group justify="space-between" wrap="nowrap" py={6} style={{ borderBottom: '1px solid var(--sf-line)' }}>
      <div>
        <Text className="sf-code" fw={600}>{b.location.code}</Text>
        <Text size="sm" c="dimmed">
          {tCode('bin', b.location.kind)}
          {b.lot && <> · {b.lot.code}</>}
          {b.lot?.expires_on && <> · {t(expired(b.lot.expires_on) ? 'stock.expired' : 'stock.expires', { date: date(b.lot.expires_on) })}</>}
        </Text>
      </div>
      <Stack gap={2} align="flex-end">
        <Text fw={650}>{number(b.on_hand)}</Text>
        {b.reserved > 0 && <Text size="sm" c="dimmed">{number(b.reserved)} {t('stock.reserved')}</Text>}
        {b.lot && b.lot.status !== 'available' && <Badge color="red" variant="light" tt="none" radius="sm">{t(b.lot.status === 'recalled' ? 'stock.recalled' : 'stock.held')}</Badge>}
      </Stack>
    </Group>
  );
}

function expired(day: string): boolean {
  return day < new Date().toISOString().slice(0, 10);
}
