import { Button, Group, Paper, Text, Title } from '@mantine/core';
import { IconPencil, IconPlus } from '@tabler/icons-react';
import { useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi, notFound } from '@tanstack/react-router';
import { useState } from 'react';
import { Page } from '@/components/Page';
import { number, t } from '@/i18n';
import { binsQuery, warehousesQuery } from '@/services/queries';
import { BinForm } from './BinForm';
import { BinRow } from './BinRow';
import { WarehouseForm } from './WarehouseForm';

const route = getRouteApi('/app/admin/warehouses/$id');

/** WarehousePage is one site: its rules and its bins. */
export function WarehousePage() {
  const id = Number(route.useParams().id);
  const { data: warehouses } = useSuspenseQuery(warehousesQuery());
  const { data: bins } = useSuspenseQuery(binsQuery(id));
  const [open, setOpen] = useState<'edit' | 'bin'>();
  const warehouse = warehouses.find((w) => w.id === id);
  if (!warehouse) throw notFound();
  const close = () => setOpen(undefined);
  const approval = warehouse.transfer_approval_quantity;
  return (
    <Page
      title={warehouse.name} back="/admin/warehouses" lead={<><span className="sf-code">{warehouse.code}</span> · {warehouse.time_zone}</>} narrow
      aside={<Button variant="default" leftSection={<IconPencil size={20} />} onClick={() => setOpen('edit')}>{t('common.edit')}</Button>}
    >
      <Paper className="sf-card" p="md">
        <dl className="sf-facts">
          {warehouse.address && <div><Text component="dt" size="sm" c="dimmed">{t('admin.warehouses.address')}</Text><Text component="dd">{warehouse.address}</Text></div>}
          <div><Text component="dt" size="sm" c="dimmed">{t('admin.warehouses.tolerance')}</Text><Text component="dd">{number(warehouse.over_receipt_tolerance_percent)}</Text></div>
          <div><Text component="dt" size="sm" c="dimmed">{t('admin.warehouses.approval')}</Text><Text component="dd">{approval ? number(approval) : t('common.never')}</Text></div>
        </dl>
      </Paper>
      <Group justify="space-between">
        <Title order={2} size="h5">{t('admin.warehouses.bins')}</Title>
        <Button leftSection={<IconPlus size={20} />} onClick={() => setOpen('bin')}>{t('admin.warehouses.bins.add')}</Button>
      </Group>
      <Paper className="sf-card" px="md" component="ul" m={0} style={{ listStyle: 'none' }}>
        {bins.map((b) => (
          <BinRow key={b.id} warehouseId={id} bin={b} />
        ))}
      </Paper>
      {open === 'edit' && <WarehouseForm warehouse={warehouse} onClose={close} />}
      {open === 'bin' && <BinForm warehouseId={id} onClose={close} />}
    </Page>
  );
}
