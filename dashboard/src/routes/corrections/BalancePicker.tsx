import { NativeSelect, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { number, t } from '@/i18n';
import { productStockQuery } from '@/services/queries';
import type { Balance } from '@/services/types';

interface Props {
  label: string;
  productId: number;
  warehouseId: number;
  value?: Balance;
  onChange: (balance: Balance | undefined) => void;
}

const keyOf = (b: Balance) => `${b.location.id}/${b.lot?.id ?? 0}`;

/** BalancePicker chooses where a product lies: a bin, and a lot in it. */
export function BalancePicker({ label, productId, warehouseId, value, onChange }: Props) {
  const { data: stock } = useQuery(productStockQuery(productId));
  const balances = stock?.balances.filter((b) => b.warehouse_id === warehouseId && b.on_hand > 0) ?? [];
  const [only] = balances.length === 1 ? balances : [];
  useEffect(() => {
    // Where there is only one place, nobody is asked.
    if (only && !value) onChange(only);
  }, [only, value, onChange]);
  if (stock && balances.length === 0) return <Text c="dimmed">{t('stock.nothing')}</Text>;
  return (
    <NativeSelect
      size="lg" label={label} value={value ? keyOf(value) : ''} onChange={(e) => { const key = e.currentTarget.value; onChange(balances.find((b) => keyOf(b) === key)); }}
      data={[{ value: '', label: t('putaway.choose') }, ...balances.map((b) => ({ value: keyOf(b), label: [b.location.code, b.lot?.code, number(b.on_hand)].filter(Boolean).join(' · ') }))]}
    />
  );
}
