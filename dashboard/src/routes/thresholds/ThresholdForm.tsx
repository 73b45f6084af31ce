import { Button, NumberInput, SimpleGrid, Text } from '@mantine/core';
import { useState } from 'react';
import { FormModal } from '@/components/FormModal';
import { useSave } from '@/components/useSave';
import { t } from '@/i18n';
import { client } from '@/services/api';
import { detailAt } from '@/services/problem';
import type { Body, WarehouseRef } from '@/services/types';

interface Props {
  product: { id: number; name: string; base_unit: string };
  warehouse: WarehouseRef;
  values?: Body<'ThresholdValues'>;
  onClose: () => void;
}

const fields = ['minimum', 'maximum', 'target', 'reorder_quantity'] as const;

/** ThresholdForm sets the limits of a product in one warehouse, or takes them away. */
export function ThresholdForm({ product, warehouse, values, onClose }: Props) {
  const [form, setForm] = useState<Record<(typeof fields)[number], string | number>>({
    minimum: values?.minimum ?? '', maximum: values?.maximum ?? '', target: values?.target ?? '', reorder_quantity: values?.reorder_quantity ?? '',
  });
  const path = { product_id: product.id, warehouse_id: warehouse.id };
  const given = (f: (typeof fields)[number]) => (form[f] === '' ? {} : { [f]: Number(form[f]) });
  const save = useSave(() => client.PUT('/products/{product_id}/thresholds/{warehouse_id}', {
    params: { path }, body: { minimum: Number(form.minimum), ...given('maximum'), ...given('target'), ...given('reorder_quantity') },
  }), () => t('threshold.saved', { name: product.name }), onClose);
  const remove = useSave(() => client.DELETE('/products/{product_id}/thresholds/{warehouse_id}', { params: { path } }), () => t('threshold.removed', { name: product.name }), onClose);
  return (
    <FormModal title={`${t('threshold.title')} · ${product.name}`} submit={t('common.save')} busy={save.isPending} error={save.error ?? remove.error} onClose={onClose} onSubmit={() => save.mutate(undefined)}>
      <Text c="dimmed">{warehouse.name} · {product.base_unit}</Text>
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        {fields.map((f) => (
          <NumberInput key={f} label={t(`threshold.${f}`)} description={t(`threshold.${f}.help`)} required={f === 'minimum'} min={f === 'minimum' ? 0 : 1} allowDecimal={false} hideControls inputMode="numeric"
            value={form[f]} error={detailAt(save.error, f)} onChange={(v) => setForm({ ...form, [f]: v })} data-autofocus={f === 'minimum' || undefined} />
        ))}
      </SimpleGrid>
      {values && <Button variant="subtle" color="red" loading={remove.isPending} onClick={() => remove.mutate(undefined)}>{t('threshold.remove')}</Button>}
    </FormModal>
  );
}
