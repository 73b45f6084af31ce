import { Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { Quantity } from '@/components/Quantity';
import { t, tCode } from '@/i18n';
import { send } from '@/services/commands/send';
import { binsQuery } from '@/services/queries';
import type { Balance } from '@/services/types';
import { BalancePicker } from './BalancePicker';
import { CorrectionCard, CorrectionPage } from './CorrectionPage';
import { useCorrection } from './useCorrection';

const route = getRouteApi('/app/moves/new');

interface Values { from?: Balance; to: string | null; quantity: number }

/** NewMovePage moves goods from bin to bin. */
export function NewMovePage() {
  const form = useCorrection(send.move, route.useSearch(), (): Values => ({ to: null, quantity: 1 }));
  const { warehouse, rows, command } = form;
  const { data: bins = [] } = useQuery({ ...binsQuery(warehouse?.id ?? 0), enabled: warehouse !== undefined });
  const [note, setNote] = useState('');
  const ready = warehouse !== undefined && rows.length > 0 && rows.every((r) => r.values.from && r.values.to);
  const submit = () => {
    if (!warehouse) return;
    void command.run({
      warehouse_id: warehouse.id, ...(note.trim() ? { note: note.trim() } : {}),
      lines: rows.toReversed().map(({ product, values: v }) => ({
        product_id: product.id, quantity: v.quantity, from_location_id: v.from!.location.id, to_location_id: Number(v.to), ...(v.from!.lot ? { lot_id: v.from!.lot.id } : {}),
      })),
    });
  };
  return (
    <CorrectionPage title={t('move.new')} lead={t('move.new.lead')} submit={t('move.submit')} warehouse={warehouse} onWarehouse={form.setWarehouse} note={note} onNote={setNote} onAdd={form.add} command={command} ready={ready} onSubmit={submit}>
      {warehouse && rows.map(({ id, product, values: v }) => (
        <CorrectionCard key={id} product={product} onRemove={() => form.remove(id)}>
          <BalancePicker label={t('move.from')} productId={product.id} warehouseId={warehouse.id} value={v.from} onChange={(from) => form.change(id, { from })} />
          <Quantity name={product.name} product={{ base_unit: product.base_unit, packaging_units: [] }} value={v.quantity} onChange={(quantity) => form.change(id, { quantity })} max={v.from ? v.from.on_hand : undefined} />
          <Select size="lg" label={t('putaway.to')} placeholder={t('putaway.choose')} searchable limit={100} value={v.to} onChange={(to) => form.change(id, { to })}
            data={bins.filter((b) => b.status === 'active' && b.id !== v.from?.location.id).map((b) => ({ value: String(b.id), label: `${b.code} · ${tCode('bin', b.kind)}` }))} />
        </CorrectionCard>
      ))}
    </CorrectionPage>
  );
}
