import { SegmentedControl, TextInput } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { Quantity } from '@/components/Quantity';
import { t } from '@/i18n';
import { send } from '@/services/commands/send';
import type { Balance, Condition, Product } from '@/services/types';
import { BalancePicker } from './BalancePicker';
import { CorrectionCard, CorrectionPage } from './CorrectionPage';
import { useCorrection } from './useCorrection';

const route = getRouteApi('/app/returns/new');

interface Values { from?: Balance; lot: string; expires: string; quantity: number; unit: string; condition: Condition; reason: string }

const blank = (product: Product): Values => ({ lot: '', expires: '', quantity: 1, unit: product.base_unit, condition: 'good', reason: '' });

/** NewReturnPage takes goods back from a customer, or sends them back to a supplier. */
export function NewReturnPage() {
  const form = useCorrection(send.return, route.useSearch(), blank);
  const { warehouse, rows, command } = form;
  const [direction, setDirection] = useState<'from_customer' | 'to_supplier'>('from_customer');
  const [partner, setPartner] = useState('');
  const [note, setNote] = useState('');
  const back = direction === 'from_customer';
  const ready = warehouse !== undefined && rows.length > 0 && rows.every(({ product, values: v }) => (back ? !product.tracks_lots || v.lot.trim() !== '' : v.from !== undefined));
  const submit = () => {
    if (!warehouse) return;
    void command.run({
      warehouse_id: warehouse.id, direction, ...(partner.trim() ? { partner: partner.trim() } : {}), ...(note.trim() ? { note: note.trim() } : {}),
      lines: rows.toReversed().map(({ product, values: v }) => ({
        product_id: product.id, quantity: v.quantity, ...(v.unit === product.base_unit ? {} : { packaging_unit: v.unit }), ...(v.reason.trim() ? { reason: v.reason.trim() } : {}),
        ...(back
          ? { condition: v.condition, ...(product.tracks_lots ? { lot_code: v.lot.trim() } : {}), ...(v.expires ? { expires_on: v.expires } : {}) }
          : { location_id: v.from!.location.id, ...(v.from!.lot ? { lot_id: v.from!.lot.id } : {}) }),
      })),
    });
  };
  return (
    <CorrectionPage
      title={t('return.new')} lead={t(`return.${direction}.help`)} submit={t(`return.${direction}.submit`)} warehouse={warehouse} onWarehouse={form.setWarehouse} note={note} onNote={setNote} onAdd={form.add} command={command} ready={ready} onSubmit={submit}
      head={(
        <>
          <SegmentedControl fullWidth size="lg" aria-label={t('return.direction')} value={direction} onChange={setDirection} data={(['from_customer', 'to_supplier'] as const).map((d) => ({ value: d, label: t(`return.${d}`) }))} />
          <TextInput label={t(back ? 'new.customer' : 'new.supplier')} placeholder={t('common.optional')} maxLength={200} value={partner} onChange={(e) => setPartner(e.currentTarget.value)} />
        </>
      )}
    >
      {warehouse && rows.map(({ id, product, values: v }) => (
        <CorrectionCard key={id} product={product} onRemove={() => form.remove(id)}>
          {back ? (
            <>
              {product.tracks_lots && <TextInput label={t('receive.lot')} required maxLength={64} value={v.lot} onChange={(e) => form.change(id, { lot: e.currentTarget.value })} autoCapitalize="characters" />}
              {product.tracks_expiry && <TextInput type="date" label={t('receive.expiry')} value={v.expires} onChange={(e) => form.change(id, { expires: e.currentTarget.value })} />}
              <SegmentedControl fullWidth size="lg" aria-label={t('receive.condition')} value={v.condition} onChange={(condition) => form.change(id, { condition })} data={[{ value: 'good', label: t('receive.good') }, { value: 'damaged', label: t('receive.damaged') }]} />
            </>
          ) : <BalancePicker label={t('move.from')} productId={product.id} warehouseId={warehouse.id} value={v.from} onChange={(from) => form.change(id, { from })} />}
          <Quantity name={product.name} product={product} value={v.quantity} onChange={(quantity) => form.change(id, { quantity })} unit={v.unit} onUnit={(unit) => form.change(id, { unit })} />
          <TextInput label={t('confirm.reason')} placeholder={t('common.optional')} maxLength={200} value={v.reason} onChange={(e) => form.change(id, { reason: e.currentTarget.value })} />
        </CorrectionCard>
      ))}
    </CorrectionPage>
  );
}
