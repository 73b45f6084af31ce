import { ActionIcon, Group, Paper, Stack, Text } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Quantity } from '@/components/Quantity';
import { t } from '@/i18n';
import { productStockQuery } from '@/services/queries';
import type { DraftLine } from './draft';

interface Props {
  line: DraftLine;
  /** How much of the product the whole document wants, where the stock must suffice. */
  wanted?: number;
  warehouseId: number;
  onChange: (change: { quantity?: number; unit?: string }) => void;
  onRemove: () => void;
}

/** DraftLineCard is a product and how much of it. */
export function DraftLineCard({ line, wanted, warehouseId, onChange, onRemove }: Props) {
  const { data: stock } = useQuery({ ...productStockQuery(line.product.id), enabled: wanted !== undefined });
  const available = stock && (stock.warehouses.find((l) => l.warehouse.id === warehouseId)?.available ?? 0);
  const short = wanted !== undefined && available !== undefined && wanted > available;
  return (
    <Paper className="sf-card" p="md" role="group" aria-label={line.product.name}>
      <Stack gap="xs">
        <Group justify="space-between" wrap="nowrap" align="flex-start">
          <div style={{ minWidth: 0 }}>
            <Text fw={650} lineClamp={2}>{line.product.name}</Text>
            <Text size="sm" c="dimmed">
              <span className="sf-code">{line.product.sku}</span>
              {available !== undefined && <> · <Text span inherit fw={short ? 650 : undefined} c={short ? 'var(--mantine-color-error)' : undefined}>{t('new.available', { count: available })}</Text></>}
            </Text>
          </div>
          <ActionIcon color="gray" onClick={onRemove} aria-label={t('common.remove', { name: line.product.name })} mt={-6} me={-8}><IconTrash size={20} /></ActionIcon>
        </Group>
        <Quantity
          name={line.product.name} product={line.product} unit={line.unit} value={line.quantity}
          onChange={(quantity) => onChange({ quantity })} onUnit={(unit) => onChange({ unit })}
        />
      </Stack>
    </Paper>
  );
}
