import { NativeSelect, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { t } from '@/i18n';
import { client } from '@/services/api';
import { detailAt } from '@/services/problem';
import type { LocationKind } from '@/services/types';
import { FormModal } from '@/components/FormModal';
import { useSave } from '@/components/useSave';

const kinds: LocationKind[] = ['storage', 'picking', 'receiving', 'shipping', 'quarantine'];

/** BinForm adds a bin to a warehouse. */
export function BinForm({ warehouseId, onClose }: { warehouseId: number; onClose: () => void }) {
  const form = useForm({ initialValues: { code: '', kind: 'storage' as LocationKind } });
  const save = useSave(
    (v: typeof form.values) => client.POST('/warehouses/{warehouse_id}/locations', { params: { path: { warehouse_id: warehouseId } }, body: { code: v.code.trim(), kind: v.kind } }),
    (v) => t('admin.warehouses.saved', { name: v.code }), onClose,
  );
  return (
    <FormModal title={t('admin.warehouses.bins.add')} submit={t('admin.warehouses.bins.add')} busy={save.isPending} error={save.error} onClose={onClose} onSubmit={() => save.mutate(form.values)}>
      <TextInput label={t('admin.warehouses.bins.code')} required maxLength={40} data-autofocus {...form.getInputProps('code')} error={detailAt(save.error, 'code')} />
      <NativeSelect label={t('admin.warehouses.bins.kind')} data={kinds.map((k) => ({ value: k, label: t(`bin.${k}`) }))} {...form.getInputProps('kind')} />
    </FormModal>
  );
}
