import { ActionIcon, Autocomplete, Button, Group, NativeSelect, NumberInput, SimpleGrid, Stack, Switch, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { FormModal } from '@/components/FormModal';
import { useSave } from '@/components/useSave';
import { t } from '@/i18n';
import { client } from '@/services/api';
import { categoriesQuery } from '@/services/counts';
import { detailAt } from '@/services/problem';
import { itemsOf } from '@/services/queries';
import type { Product } from '@/services/types';
import { emptyProduct, productBody, productValues, type ProductValues } from './productValues';

/** ProductForm adds a product to the catalogue, or changes one. */
export function ProductForm({ product, onClose }: { product?: Product; onClose: () => void }) {
  const form = useForm<ProductValues>({ initialValues: product ? productValues(product) : emptyProduct });
  const categories = itemsOf(useInfiniteQuery(categoriesQuery('')).data).map((c) => c.path);
  const save = useSave((v: ProductValues) => (product
    ? client.PATCH('/products/{product_id}', {
      params: { path: { product_id: product.id } },
      body: { ...productBody(v), ...(v.warning === '' ? { expiry_warning_days: -1 } : {}), ...(v.active === (product.status === 'active') ? {} : { status: v.active ? 'active' : 'retired' }), ...(v.runDown ? { run_down: true } : {}) },
    })
    : client.POST('/products', { body: { ...productBody(v), sku: v.sku.trim() } })), (v) => t('admin.products.saved', { name: v.name }), onClose);
  const { values } = form;
  const units = values.packaging.map((p) => p.name.trim()).filter(Boolean);
  const title = product?.name ?? t('admin.products.add');
  return (
    <FormModal title={title} submit={product ? t('common.save') : t('admin.products.add')} busy={save.isPending} error={save.error} onClose={onClose} onSubmit={() => save.mutate(values)}>
      {!product && <TextInput label={t('admin.products.sku')} required maxLength={64} data-autofocus autoComplete="off" {...form.getInputProps('sku')} error={detailAt(save.error, 'sku')} />}
      <TextInput label={t('admin.products.name')} required maxLength={300} {...form.getInputProps('name')} error={detailAt(save.error, 'name')} />
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <Autocomplete label={t('admin.products.category')} maxLength={200} data={categories} limit={50} {...form.getInputProps('category')} />
        <TextInput label={t('admin.products.unit')} required maxLength={40} {...form.getInputProps('unit')} />
        <NumberInput label={t('admin.products.reorder')} description={t('admin.products.reorder.help')} min={0} allowDecimal={false} {...form.getInputProps('reorder')} />
        {values.expiry && <NumberInput label={t('admin.products.warning')} min={0} max={3650} allowDecimal={false} {...form.getInputProps('warning')} />}
      </SimpleGrid>
      <Textarea label={t('admin.products.description')} maxLength={4000} autosize minRows={1} {...form.getInputProps('description')} />
      <Stack gap="xs" component="fieldset" className="sf-group">
        <legend>{t('admin.products.packaging')}</legend>
        {values.packaging.map((p, i) => (
          <Group key={i} align="flex-start" gap="xs" wrap="nowrap">
            <TextInput flex="2 1 0" miw={0} label={t('admin.products.packaging.name')} required maxLength={40} {...form.getInputProps(`packaging.${i}.name`)} />
            <NumberInput flex="1 1 0" miw={0} label={t('admin.products.packaging.factor')} required min={1} max={1_000_000} allowDecimal={false} {...form.getInputProps(`packaging.${i}.factor`)} />
            <ActionIcon color="gray" mt={26} aria-label={t('common.remove', { name: p.name || t('admin.products.packaging') })} onClick={() => form.removeListItem('packaging', i)}><IconTrash size={20} /></ActionIcon>
          </Group>
        ))}
        <Button variant="default" h={44} leftSection={<IconPlus size={18} />} onClick={() => form.insertListItem('packaging', { name: 'case', factor: 12 })}>{t('admin.products.packaging.add')}</Button>
      </Stack>
      <Stack gap="xs" component="fieldset" className="sf-group">
        <legend>{t('stock.barcodes')}</legend>
        {values.barcodes.map((b, i) => (
          <Group key={i} align="flex-start" gap="xs" wrap="nowrap">
            <TextInput flex="2 1 0" miw={0} label={t('admin.products.barcode')} required maxLength={64} autoComplete="off" inputMode="numeric" {...form.getInputProps(`barcodes.${i}.barcode`)} error={detailAt(save.error, `barcodes[${i}].barcode`)} />
            <NativeSelect flex="1 1 0" miw={0} label={t('quantity.unit')} data={[{ value: '', label: values.unit || '–' }, ...units]} {...form.getInputProps(`barcodes.${i}.unit`)} />
            <ActionIcon color="gray" mt={26} aria-label={t('common.remove', { name: b.barcode || t('admin.products.barcode') })} onClick={() => form.removeListItem('barcodes', i)}><IconTrash size={20} /></ActionIcon>
          </Group>
        ))}
        <Button variant="default" h={44} leftSection={<IconPlus size={18} />} onClick={() => form.insertListItem('barcodes', { barcode: '', unit: '' })}>{t('admin.products.barcode.add')}</Button>
      </Stack>
      <Switch size="lg" label={t('admin.products.lots')} checked={values.lots || values.expiry} disabled={values.expiry} onChange={(e) => form.setFieldValue('lots', e.currentTarget.checked)} />
      <Switch size="lg" label={t('admin.products.expiry')} {...form.getInputProps('expiry', { type: 'checkbox' })} />
      {product && <Switch size="lg" label={t('common.active')} description={t('admin.products.retire.help')} {...form.getInputProps('active', { type: 'checkbox' })} />}
      {product?.status === 'active' && !values.active && <Switch size="lg" label={t('admin.products.run_down')} {...form.getInputProps('runDown', { type: 'checkbox' })} />}
    </FormModal>
  );
}
