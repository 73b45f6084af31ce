import { ActionIcon, Button, Group, NumberInput, SimpleGrid, Stack, Switch, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { t } from '@/i18n';
import { client } from '@/services/api';
import { FormModal } from '@/components/FormModal';
import { useSave } from '@/components/useSave';

interface Packaging { name: string; factor: number; barcode: string }

interface Values {
  sku: string;
  name: string;
  category: string;
  description: string;
  unit: string;
  barcode: string;
  packaging: Packaging[];
  lots: boolean;
  expiry: boolean;
}

/** ProductForm adds a product to the catalogue. */
export function ProductForm({ onClose }: { onClose: () => void }) {
  const form = useForm<Values>({
    initialValues: { sku: '', name: '', category: '', description: '', unit: 'each', barcode: '', packaging: [], lots: false, expiry: false },
  });
  const save = useSave((v: Values) => client.POST('/products', {
    body: {
      sku: v.sku.trim(), name: v.name.trim(), category: v.category.trim(), description: v.description.trim(), base_unit: v.unit.trim() || 'each',
      tracks_lots: v.lots || v.expiry, tracks_expiry: v.expiry,
      packaging_units: v.packaging.map((p) => ({ name: p.name.trim(), factor: Number(p.factor) })),
      barcodes: [
        ...(v.barcode.trim() ? [{ barcode: v.barcode.trim() }] : []),
        ...v.packaging.filter((p) => p.barcode.trim()).map((p) => ({ barcode: p.barcode.trim(), packaging_unit: p.name.trim() })),
      ],
    },
  }), (v) => t('admin.products.saved', { name: v.name }), onClose);
  const { values } = form;
  return (
    <FormModal title={t('admin.products.add')} submit={t('admin.products.add')} busy={save.isPending} error={save.error} onClose={onClose} onSubmit={() => save.mutate(values)}>
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <TextInput label={t('admin.products.sku')} required maxLength={64} data-autofocus autoComplete="off" {...form.getInputProps('sku')} />
        <TextInput label={t('admin.products.barcode')} maxLength={64} autoComplete="off" {...form.getInputProps('barcode')} />
      </SimpleGrid>
      <TextInput label={t('admin.products.name')} required maxLength={300} {...form.getInputProps('name')} />
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <TextInput label={t('admin.products.category')} maxLength={200} {...form.getInputProps('category')} />
        <TextInput label={t('admin.products.unit')} required maxLength={40} {...form.getInputProps('unit')} />
      </SimpleGrid>
      <Textarea label={t('admin.products.description')} maxLength={4000} autosize minRows={1} {...form.getInputProps('description')} />
      <Stack gap="xs">
        {values.packaging.map((p, i) => (
          <Group key={i} align="flex-end" gap="xs">
            <TextInput flex="2 1 8rem" label={t('admin.products.packaging.name')} required maxLength={40} {...form.getInputProps(`packaging.${i}.name`)} />
            <NumberInput flex="1 1 6rem" label={t('admin.products.packaging.factor')} required min={1} max={1_000_000} allowDecimal={false} {...form.getInputProps(`packaging.${i}.factor`)} />
            <TextInput flex="2 1 8rem" label={t('admin.products.barcode')} maxLength={64} {...form.getInputProps(`packaging.${i}.barcode`)} />
            <ActionIcon color="gray" aria-label={t('common.remove', { name: p.name || t('admin.products.packaging') })} onClick={() => form.removeListItem('packaging', i)}><IconTrash size={20} /></ActionIcon>
          </Group>
        ))}
        <Button variant="default" h={44} leftSection={<IconPlus size={18} />} onClick={() => form.insertListItem('packaging', { name: 'case', factor: 12, barcode: '' })}>{t('admin.products.packaging.add')}</Button>
      </Stack>
      <Switch size="lg" label={t('admin.products.lots')} checked={values.lots || values.expiry} disabled={values.expiry} onChange={(e) => form.setFieldValue('lots', e.currentTarget.checked)} />
      <Switch size="lg" label={t('admin.products.expiry')} {...form.getInputProps('expiry', { type: 'checkbox' })} />
    </FormModal>
  );
}
