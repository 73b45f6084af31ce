import { ActionIcon, Group, Text } from '@mantine/core';
import { IconArchive, IconArchiveOff } from '@tabler/icons-react';
import { useState } from 'react';
import { FormModal } from '@/components/FormModal';
import { LabelsButton } from '@/components/LabelsButton';
import { useSave } from '@/components/useSave';
import { t, tCode } from '@/i18n';
import { client } from '@/services/api';
import type { Location } from '@/services/types';

/** BinRow is a bin, with its label and the way into and out of retirement. */
export function BinRow({ warehouseId, bin }: { warehouseId: number; bin: Location }) {
  const [asking, setAsking] = useState(false);
  const retired = bin.status === 'retired';
  const save = useSave(
    (status: Location['status']) => client.PATCH('/warehouses/{warehouse_id}/locations/{location_id}', { params: { path: { warehouse_id: warehouseId, location_id: bin.id } }, body: { status } }),
    (status) => t(status === 'retired' ? 'admin.warehouses.bins.retired' : 'admin.warehouses.bins.restored', { name: bin.code }), () => setAsking(false),
  );
  return (
    <Group component="li" justify="space-between" py="xs" wrap="nowrap" style={{ borderBottom: '1px solid var(--sf-line)' }}>
      <div style={{ minWidth: 0 }}>
        <Text fw={600} className="sf-code">{bin.code}</Text>
        <Text size="sm" c="dimmed">{tCode('bin', bin.kind)}{retired && <> · {t('common.inactive')}</>}</Text>
      </div>
      <Group gap="xs" wrap="nowrap">
        <LabelsButton of={bin.code} item={{ location_id: bin.id }} px="sm" />
        {retired
          ? <ActionIcon variant="default" loading={save.isPending} onClick={() => save.mutate('active')} aria-label={t('admin.warehouses.bins.restore', { name: bin.code })}><IconArchiveOff size={20} /></ActionIcon>
          : <ActionIcon variant="default" onClick={() => setAsking(true)} aria-label={t('admin.warehouses.bins.retire', { name: bin.code })}><IconArchive size={20} /></ActionIcon>}
      </Group>
      {asking && (
        <FormModal title={t('admin.warehouses.bins.retire', { name: bin.code })} submit={t('admin.warehouses.bins.retire', { name: bin.code })} busy={save.isPending} error={save.error} onClose={() => setAsking(false)} onSubmit={() => save.mutate('retired')}>
          <Text>{t('admin.warehouses.bins.retire.consequence')}</Text>
        </FormModal>
      )}
    </Group>
  );
}
