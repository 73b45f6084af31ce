import { Button } from '@mantine/core';
import { IconPencil } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { LabelsButton } from '@/components/LabelsButton';
import { loadTexts, t } from '@/i18n';
import type { Actor } from '@/services/session/session';
import type { Product } from '@/services/types';

const ProductForm = lazy(async () => {
  const [{ ProductForm: form }] = await Promise.all([import('../admin/products/ProductForm'), loadTexts('admin')]);
  return { default: form };
});

/** ProductActions is what can be done to a product itself, rather than to its stock. */
export function ProductActions({ product, actor }: { product: Product; actor: Actor }) {
  const [editing, setEditing] = useState(false);
  return (
    <>
      <LabelsButton of={product.name} item={{ product_id: product.id }} units={product.packaging_units.map((u) => u.name)} />
      {actor.can('manage_products') && <Button variant="default" leftSection={<IconPencil size={20} />} onClick={() => setEditing(true)}>{t('common.edit')}</Button>}
      {editing && <Suspense><ProductForm product={product} onClose={() => setEditing(false)} /></Suspense>}
    </>
  );
}
