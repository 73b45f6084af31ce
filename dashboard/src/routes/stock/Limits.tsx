import { Button, Group, Text } from '@mantine/core';
import { IconPencil, IconPlus } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Section } from '@/components/Section';
import { t } from '@/i18n';
import { thresholdsQuery } from '@/services/lots';
import { itemsOf } from '@/services/queries';
import { useActor } from '@/services/session/session';
import type { Product, WarehouseRef } from '@/services/types';
import { limitWords } from '../thresholds/limitWords';
import { ThresholdForm } from '../thresholds/ThresholdForm';

/** Limits is a product's thresholds by warehouse, edited in place by those who may. */
export function Limits({ product }: { product: Product }) {
  const actor = useActor();
  const { data } = useInfiniteQuery(thresholdsQuery(undefined, undefined, product.id));
  const [editing, setEditing] = useState<WarehouseRef>();
  const limits = itemsOf(data);
  const of = (site: number) => limits.find((x) => x.warehouse.id === site);
  const may = actor.can('manage_thresholds');
  const sites = actor.user.warehouses.filter((w) => may || of(w.id));
  if (sites.length === 0) return null;
  return (
    <Section title={t('nav.thresholds')}>
      {sites.map((w) => {
        const x = of(w.id);
        return (
          <Group key={w.id} justify="space-between" wrap="nowrap" py={6} style={{ borderBottom: '1px solid var(--sf-line)' }}>
            <div>
              <Text fw={600}>{w.name}</Text>
              <Text size="sm" c="dimmed">{x ? limitWords(x) : product.reorder_level ? t('threshold.of_product', { count: product.reorder_level }) : t('threshold.none')}</Text>
            </div>
            {may && <Button variant="default" px="sm" onClick={() => setEditing(w)} aria-label={t('threshold.edit', { name: product.name, site: w.name })}>{x ? <IconPencil size={20} aria-hidden /> : <IconPlus size={20} aria-hidden />}</Button>}
          </Group>
        );
      })}
      {editing && <ThresholdForm product={product} warehouse={editing} values={of(editing.id)} onClose={() => setEditing(undefined)} />}
    </Section>
  );
}
