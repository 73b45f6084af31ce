import { NumberInput, Select, SimpleGrid, Switch, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { t } from '@/i18n';
import { client } from '@/services/api';
import { detailAt } from '@/services/problem';
import type { Warehouse } from '@/services/types';
import { FormModal } from '@/components/FormModal';
import { useSave } from '@/components/useSave';

interface Values {
  code: string;
  name: string;
  address: string;
  zone: string;
  tolerance: number;
  approval: number;
  correctedByStaff: number;
  correction: number;
  /** Empty: no share of a difference waits. */
  countShare: number | '';
  counted: number;
  active: boolean;
}

const zones = ['UTC', ...Intl.supportedValuesOf('timeZone').filter((z) => z !== 'UTC')];

/** WarehouseForm adds a warehouse, with its usual bins, or changes one. */
export function WarehouseForm({ warehouse, onClose }: { warehouse?: Warehouse; onClose: () => void }) {
  const form = useForm<Values>({
    initialValues: {
      code: warehouse?.code ?? '', name: warehouse?.name ?? '', address: warehouse?.address ?? '',
      zone: warehouse?.time_zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
      tolerance: warehouse?.over_receipt_tolerance_percent ?? 0, approval: warehouse?.transfer_approval_quantity ?? 0,
      correctedByStaff: warehouse?.adjustment_staff_quantity ?? 0, correction: warehouse?.adjustment_approval_quantity ?? 0,
      countShare: (warehouse?.count_tolerance_percent ?? -1) < 0 ? '' : warehouse!.count_tolerance_percent, counted: warehouse?.count_approval_quantity ?? 0,
      active: warehouse?.status !== 'retired',
    },
  });
  const save = useSave(async (v: Values) => {
    const common = {
      name: v.name.trim(), address: v.address.trim(), time_zone: v.zone,
      over_receipt_tolerance_percent: Number(v.tolerance) || 0, transfer_approval_quantity: Number(v.approval) || 0,
      adjustment_staff_quantity: Number(v.correctedByStaff) || 0, adjustment_approval_quantity: Number(v.correction) || 0,
      count_tolerance_percent: v.countShare === '' ? -1 : v.countShare, count_approval_quantity: Number(v.counted) || 0,
    };
    if (!warehouse) return client.POST('/warehouses', { body: { ...common, code: v.code.trim().toUpperCase() } });
    return client.PATCH('/warehouses/{warehouse_id}', {
      params: { path: { warehouse_id: warehouse.id } }, body: { ...common, status: v.active ? 'active' : 'retired' },
    });
  }, (v) => t('admin.warehouses.saved', { name: v.name }), onClose);
  return (
    <FormModal
      title={warehouse?.name ?? t('admin.warehouses.add')} submit={warehouse ? t('common.save') : t('admin.warehouses.add')}
      busy={save.isPending} error={save.error} onClose={onClose} onSubmit={() => save.mutate(form.values)}
    >
      {!warehouse && <TextInput label={t('admin.warehouses.code')} required maxLength={20} pattern="[A-Za-z0-9][A-Za-z0-9_\-]*" data-autofocus autoCapitalize="characters" {...form.getInputProps('code')} error={detailAt(save.error, 'code')} />}
      <TextInput label={t('admin.warehouses.name')} required maxLength={200} {...form.getInputProps('name')} error={detailAt(save.error, 'name')} />
      <Textarea label={t('admin.warehouses.address')} maxLength={1000} autosize minRows={1} {...form.getInputProps('address')} />
      <Select label={t('admin.warehouses.zone')} searchable data={zones} limit={60} allowDeselect={false} {...form.getInputProps('zone')} error={detailAt(save.error, 'time_zone')} />
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <NumberInput label={t('admin.warehouses.tolerance')} min={0} max={100} allowDecimal={false} {...form.getInputProps('tolerance')} />
        <NumberInput label={t('admin.warehouses.approval')} description={t('admin.warehouses.approval.never')} min={0} allowDecimal={false} {...form.getInputProps('approval')} />
        <NumberInput label={t('admin.warehouses.corrected_by_staff')} min={0} allowDecimal={false} {...form.getInputProps('correctedByStaff')} />
        <NumberInput label={t('admin.warehouses.correction')} description={t('admin.warehouses.approval.never')} min={0} allowDecimal={false} {...form.getInputProps('correction')} />
        <NumberInput label={t('admin.warehouses.count_share')} description={t('admin.warehouses.count_share.never')} min={0} max={100} allowDecimal={false} {...form.getInputProps('countShare')} />
        <NumberInput label={t('admin.warehouses.counted')} description={t('admin.warehouses.approval.never')} min={0} allowDecimal={false} {...form.getInputProps('counted')} />
      </SimpleGrid>
      {warehouse && <Switch size="lg" label={t('common.active')} {...form.getInputProps('active', { type: 'checkbox' })} />}
    </FormModal>
  );
}
