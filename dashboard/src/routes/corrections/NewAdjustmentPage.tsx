import { NativeSelect, SegmentedControl, Select, TextInput } from '@mantine/core';
import { useQuery, useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { Quantity } from '@/components/Quantity';
import { t, tCode } from '@/i18n';
import { send } from '@/services/commands/send';
import { reasonsQuery } from '@/services/counts';
import { binsQuery } from '@/services/queries';
import type { Balance, Product } from '@/services/types';
import { BalancePicker } from './BalancePicker';
import { CorrectionCard, CorrectionPage } from './CorrectionPage';
import { useCorrection } from './useCorrection';

const route = getRouteApi('/app/adjustments/new');

interface Values { direction: 'decrease' | 'increase'; from?: Balance; bin: string | null; lot: string; expires: string; quantity: number; unit: string; reason: string }

const blank = (product: Product): Values => ({ direction: 'decrease', bin: null, lot: '', expires: '', quantity: 1, unit: product.base_unit, reason: '' });

/** NewAdjustmentPage corrects stock up or down, or scraps it, with a reason. */
export function NewAdjustmentPage() {
  const form = useCorrection(send.adjustment.create, route.useSearch(), blank);
  const { warehouse, rows, command } = form;
  const { data: reasons } = useSuspenseQuery(reasonsQuery);
  const { data: bins = [] } = useQuery({ ...binsQuery(warehouse?.id ?? 0), enabled: warehouse !== undefined });
  const [note, setNote] = useState('');
  const complete = ({ product, values: v }: (typeof rows)[number]) => v.reason !== '' && (v.direction === 'decrease' ? v.from !== undefined : v.bin !== null && (!product.tracks_lots || v.lot.trim() !== ''));
  const submit = () => {
    if (!warehouse) return;
    void command.run({
      warehouse_id: warehouse.id, ...(note.trim() ? { note: note.trim() } : {}),
      lines: rows.toReversed().map(({ product, values: v }) => ({
        product_id: product.id, reason: v.reason, change: v.direction === 'decrease' ? -v.quantity : v.quantity, ...(v.unit === product.base_unit ? {} : { packaging_unit: v.unit }),
        ...(v.direction === 'decrease'
          ? { location_id: v.from!.location.id, ...(v.from!.lot ? { lot_id: v.from!.lot.id } : {}) }
          : { location_id: Number(v.bin), ...(product.tracks_lots ? { lot_code: v.lot.trim() } : {}), ...(v.expires ? { expires_on: v.expires } : {}) }),
      })),
    });
  };
  return (
    <CorrectionPage title={t('adjustment.new')} lead={t('adjustment.new.lead')} submit={t('adjustment.submit')} warehouse={warehouse} onWarehouse={form.setWarehouse} note={note} onNote={setNote} onAdd={form.add} command={command} ready={warehouse !== undefined && rows.length > 0 && rows.every(complete)} onSubmit={submit}>
      {warehouse && rows.map(({ id, product, values: v }) => (
        <CorrectionCard key={id} product={product} onRemove={() => form.remove(id)}>
          <SegmentedControl fullWidth size="lg" aria-label={t('adjustment.direction')} value={v.direction} onChange={(direction) => form.change(id, { direction, reason: '' })} data={(['decrease', 'increase'] as const).map((d) => ({ value: d, label: t(`adjustment.${d}`) }))} />
          {v.direction === 'decrease'
            ? <BalancePicker label={t('move.from')} productId={product.id} warehouseId={warehouse.id} value={v.from} onChange={(from) => form.change(id, { from })} />
            : (
              <>
                <Select size="lg" label={t('putaway.to')} placeholder={t('putaway.choose')} searchable limit={100} value={v.bin} onChange={(bin) => form.change(id, { bin })}
                  data={bins.filter((b) => b.status === 'active').map((b) => ({ value: String(b.id), label: `${b.code} · ${tCode('bin', b.kind)}` }))} />
                {product.tracks_lots && <TextInput label={t('receive.lot')} required maxLength={64} value={v.lot} onChange={(e) => form.change(id, { lot: e.currentTarget.value })} autoCapitalize="characters" />}
                {product.tracks_expiry && <TextInput type="date" label={t('receive.expiry')} value={v.expires} onChange={(e) => form.change(id, { expires: e.currentTarget.value })} />}
              </>
            )}
          <Quantity name={product.name} product={product} value={v.quantity} onChange={(quantity) => form.change(id, { quantity })} unit={v.unit} onUnit={(unit) => form.change(id, { unit })} />
          <NativeSelect size="lg" label={t('adjustment.reason')} required value={v.reason} onChange={(e) => form.change(id, { reason: e.currentTarget.value })}
            data={[{ value: '', label: t('adjustment.reason.choose') }, ...reasons.filter((r) => r.active && (r.direction === 'either' || r.direction === v.direction)).map((r) => ({ value: r.code, label: r.scraps ? `${r.name} (${t('account.scrap')})` : r.name }))]} />
        </CorrectionCard>
      ))}
    </CorrectionPage>
  );
}
