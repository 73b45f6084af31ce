import { Alert, Button, NativeSelect, SegmentedControl, SimpleGrid, Stack, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState, type SyntheticEvent } from 'react';
import { Quantity } from '@/components/Quantity';
import { date, number, t, tCode } from '@/i18n';
import { productQuery } from '@/services/queries';
import type { Label } from '@/services/lookup';
import type { Condition, Kind, Location } from '@/services/types';
import { factorOf } from '@/services/units';
import type { Arrival, Due } from './arrival';

interface Props {
  due: Due;
  kind: Kind;
  bins: Location[];
  busy: boolean;
  scanned?: Label;
  onArrival: (arrival: Arrival) => void;
}

/** ArrivalForm says how much of a line has come, of which lot, in which condition, into which bin. */
export function ArrivalForm({ due, kind, bins, busy, scanned, onArrival }: Props) {
  const { line, lots } = due;
  const { data: product } = useQuery(productQuery(line.product.id));
  const [quantity, setQuantity] = useState(scanned?.count ?? (scanned?.unit ? 1 : Math.max(1, due.quantity)));
  const [unit, setUnit] = useState(scanned?.unit);
  const [condition, setCondition] = useState<Condition>('good');
  const [lotCode, setLotCode] = useState(scanned?.lotCode ?? '');
  const [expiresOn, setExpiresOn] = useState(scanned?.expiresOn ?? '');
  const [lotId, setLotId] = useState(lots.find(({ lot }) => lot.code === scanned?.lotCode)?.lot.id ?? 0);
  const [bin, setBin] = useState(0);

  const factor = product ? factorOf(product, unit) : 1;
  const pieces = quantity * factor;
  const asksLot = kind === 'receipt' && line.product.tracks_lots;
  const fitting = bins.filter((b) => b.status === 'active' && (condition === 'damaged' ? b.kind === 'quarantine' : b.kind !== 'quarantine' && b.kind !== 'shipping'));
  const usual = fitting.find((b) => b.kind === (condition === 'damaged' ? 'quarantine' : 'receiving'));
  const submit = (e: SyntheticEvent) => {
    e.preventDefault();
    onArrival({
      line, quantity, unit, condition, lotCode: lotCode.trim() || undefined, expiresOn: expiresOn || undefined,
      lotId: lotId || undefined, locationId: fitting.some((b) => b.id === bin) ? bin : undefined,
    });
  };
  const chooseUnit = (next: string) => {
    const f = product ? factorOf(product, next) : 1;
    // The same goods, counted in another unit where that comes out even.
    setQuantity(Math.max(1, Math.floor(pieces / f)));
    setUnit(next);
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <Quantity name={line.product.name} product={product ?? { base_unit: line.product.base_unit, packaging_units: [] }} value={quantity} onChange={setQuantity} unit={unit} onUnit={chooseUnit} />
        {asksLot && (
          <SimpleGrid cols={{ base: 1, xs: line.product.tracks_expiry ? 2 : 1 }}>
            <TextInput label={t('receive.lot')} value={lotCode} onChange={(e) => setLotCode(e.currentTarget.value)} required maxLength={64} autoComplete="off" autoCapitalize="characters" />
            {line.product.tracks_expiry && <TextInput type="date" label={t('receive.expiry')} value={expiresOn} onChange={(e) => setExpiresOn(e.currentTarget.value)} />}
          </SimpleGrid>
        )}
        {lots.length > 1 && (
          <NativeSelect
            label={t('receive.lot.known')} value={lotId} onChange={(e) => setLotId(Number(e.currentTarget.value))}
            data={[
              { value: '0', label: t('receive.lot.any') },
              ...lots.map(({ lot, quantity: n }) => ({ value: String(lot.id), label: [lot.code, number(n), lot.expires_on && t('stock.expires', { date: date(lot.expires_on) })].filter(Boolean).join(' · ') })),
            ]}
          />
        )}
        <SegmentedControl
          fullWidth size="lg" aria-label={t('receive.condition')} value={condition} onChange={(v) => setCondition(v)} color={condition === 'damaged' ? 'red.8' : 'pine.7'}
          data={[{ value: 'good', label: t('receive.good') }, { value: 'damaged', label: t('receive.damaged') }]}
        />
        {fitting.length > 1 && (
          <NativeSelect
            label={t('receive.bin')} value={bin} onChange={(e) => setBin(Number(e.currentTarget.value))}
            data={[
              ...(usual ? [{ value: '0', label: t('receive.bin.default', { bin: usual.code }) }] : []),
              ...fitting.filter((b) => b !== usual).map((b) => ({ value: String(b.id), label: `${b.code} · ${tCode('bin', b.kind)}` })),
            ]}
          />
        )}
        {scanned?.expiryConflict && <Alert color="red" role="alert">{t('scan.expired_conflict')}</Alert>}
        {kind === 'receipt' && pieces > due.quantity && <Alert color="yellow" role="status">{t('receive.over')}</Alert>}
        <Button type="submit" size="xl" fullWidth loading={busy}>{t('receive.line', { count: pieces })}</Button>
      </Stack>
    </form>
  );
}
