import { ActionIcon, Button, Group, NativeSelect, Paper, Stack, Text, TextInput } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { CommandNotice } from '@/components/CommandNotice';
import { Page } from '@/components/Page';
import { t } from '@/i18n';
import type { Command } from '@/services/commands/useCommand';
import { useActor } from '@/services/session/session';
import type { Product, WarehouseRef } from '@/services/types';
import { ProductFinder } from '../documents/ProductFinder';

interface Props {
  title: string;
  lead: string;
  submit: string;
  warehouse?: WarehouseRef;
  onWarehouse: (id: number) => void;
  /** Fields of the whole document, before the products. */
  head?: ReactNode;
  note: string;
  onNote: (note: string) => void;
  onAdd: (product: Product) => void;
  command: Pick<Command<never>, 'state' | 'busy' | 'retry'>;
  ready: boolean;
  onSubmit: () => void;
  children: ReactNode;
}

/** CorrectionPage is the frame of a form of products. */
export function CorrectionPage({ title, lead, submit, warehouse, onWarehouse, head, note, onNote, onAdd, command, ready, onSubmit, children }: Props) {
  const { user } = useActor();
  return (
    <Page title={title} lead={lead} back="/" narrow>
      <Paper className="sf-card" p="md">
        <Stack gap="sm">
          {user.warehouses.length > 1 && <NativeSelect label={t('stock.warehouse')} value={warehouse?.id} onChange={(e) => onWarehouse(Number(e.currentTarget.value))} data={user.warehouses.map((w) => ({ value: String(w.id), label: w.name }))} />}
          {head}
          <TextInput label={t('settle.note')} placeholder={t('common.optional')} maxLength={2000} value={note} onChange={(e) => onNote(e.currentTarget.value)} />
        </Stack>
      </Paper>
      <ProductFinder onPick={onAdd} />
      {children}
      <CommandNotice command={command} />
      <Button size="xl" fullWidth disabled={!ready} loading={command.busy} onClick={onSubmit} className="sf-dock">{submit}</Button>
    </Page>
  );
}

/** CorrectionCard is one product of the form. */
export function CorrectionCard({ product, onRemove, children }: { product: Product; onRemove: () => void; children: ReactNode }) {
  return (
    <Paper className="sf-card" p="md" role="group" aria-label={product.name}>
      <Stack gap="sm">
        <Group justify="space-between" wrap="nowrap" align="flex-start">
          <div style={{ minWidth: 0 }}><Text fw={650}>{product.name}</Text><Text size="sm" c="dimmed" className="sf-code">{product.sku}</Text></div>
          <ActionIcon color="gray" onClick={onRemove} aria-label={t('common.remove', { name: product.name })}><IconTrash size={20} /></ActionIcon>
        </Group>
        {children}
      </Stack>
    </Paper>
  );
}
