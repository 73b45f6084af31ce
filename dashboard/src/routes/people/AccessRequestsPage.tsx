import { Button, Checkbox, Group, Paper, Radio, Stack, Text, Textarea, Title } from '@mantine/core';
import { IconUserPlus } from '@tabler/icons-react';
import { useSuspenseQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { FormModal } from '@/components/FormModal';
import { Page } from '@/components/Page';
import { Empty } from '@/components/states';
import { useSave } from '@/components/useSave';
import { relative, t } from '@/i18n';
import { accessRequestsQuery } from '@/services/account';
import { client } from '@/services/api';
import { warehousesQuery } from '@/services/queries';
import type { AssignableRole, Body } from '@/services/types';

type Request = Body<'AccessRequest'>;
const roles: AssignableRole[] = ['staff', 'manager', 'admin'];

/** AccessRequestsPage is the inbox of those who ask for access. */
export function AccessRequestsPage() {
  const { data: requests } = useSuspenseQuery(accessRequestsQuery);
  const [open, setOpen] = useState<{ request: Request; answer: 'approve' | 'refuse' }>();
  const close = () => setOpen(undefined);
  return (
    <Page title={t('admin.requests.title')} back="/admin/users" narrow>
      {requests.length === 0 && <Empty icon={<IconUserPlus size={28} />} title={t('admin.requests.empty.title')} detail={t('admin.requests.empty.detail')} />}
      {requests.map((r) => (
        <Paper key={r.id} className="sf-card" p="md" component="article" aria-labelledby={`r-${r.id}`}>
          <Stack gap="xs">
            <Title order={2} size="h4" id={`r-${r.id}`}>{r.name}</Title>
            <Text style={{ overflowWrap: 'anywhere' }}>{r.email}</Text>
            {r.warehouses.length > 0 && <Text>{t('admin.requests.wants', { warehouses: r.warehouses.join(', ') })}</Text>}
            {r.note && <Text>“{r.note}”</Text>}
            <Text size="sm" c="dimmed">{relative(r.created_at)}</Text>
            <Group grow>
              <Button size="lg" variant="default" onClick={() => setOpen({ request: r, answer: 'refuse' })}>{t('admin.requests.refuse')}</Button>
              <Button size="lg" onClick={() => setOpen({ request: r, answer: 'approve' })}>{t('admin.requests.approve')}</Button>
            </Group>
          </Stack>
        </Paper>
      ))}
      {open?.answer === 'approve' && <ApproveForm request={open.request} onClose={close} />}
      {open?.answer === 'refuse' && <RefuseForm request={open.request} onClose={close} />}
    </Page>
  );
}

function ApproveForm({ request, onClose }: { request: Request; onClose: () => void }) {
  const { data: warehouses } = useSuspenseQuery(warehousesQuery());
  const [role, setRole] = useState<AssignableRole>('staff');
  const [sites, setSites] = useState(warehouses.filter((w) => request.warehouses.includes(w.code)).map((w) => String(w.id)));
  const save = useSave(() => client.POST('/access-requests/{request_id}/approve', {
    params: { path: { request_id: request.id } }, body: { role, warehouse_ids: role === 'admin' ? [] : sites.map(Number) },
  }), () => t('admin.requests.approved', { name: request.name }), onClose);
  return (
    <FormModal title={t('admin.requests.approve.of', { name: request.name })} submit={t('admin.requests.approve')} busy={save.isPending} error={save.error} onClose={onClose} onSubmit={() => save.mutate(undefined)}>
      <Radio.Group label={t('admin.users.role')} value={role} onChange={(v) => setRole(v)}>
        <Stack gap={0}>{roles.map((r) => <Radio key={r} value={r} label={t(`role.${r}`)} size="md" py={10} />)}</Stack>
      </Radio.Group>
      {role !== 'admin' && (
        <Checkbox.Group label={t('admin.users.warehouses')} value={sites} onChange={setSites}>
          <Stack gap={0}>{warehouses.map((w) => <Checkbox key={w.id} value={String(w.id)} label={w.name} size="md" py={10} />)}</Stack>
        </Checkbox.Group>
      )}
    </FormModal>
  );
}

function RefuseForm({ request, onClose }: { request: Request; onClose: () => void }) {
  const [reason, setReason] = useState('');
  const save = useSave(() => client.POST('/access-requests/{request_id}/refuse', { params: { path: { request_id: request.id } }, body: { reason: reason.trim() } }), () => t('admin.requests.refused', { name: request.name }), onClose);
  return (
    <FormModal title={t('admin.requests.refuse.of', { name: request.name })} submit={t('admin.requests.refuse')} busy={save.isPending} error={save.error} onClose={onClose} onSubmit={() => save.mutate(undefined)}>
      <Textarea label={t('confirm.reason')} required maxLength={500} autosize minRows={2} value={reason} onChange={(e) => setReason(e.currentTarget.value)} data-autofocus />
    </FormModal>
  );
}
