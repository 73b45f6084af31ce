import { Checkbox, Radio, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { FormModal } from '@/components/FormModal';
import { useSave } from '@/components/useSave';
import { t } from '@/i18n';
import { client } from '@/services/api';
import { detailAt } from '@/services/problem';
import type { AssignableRole, Warehouse } from '@/services/types';

const roles: AssignableRole[] = ['staff', 'manager', 'admin'];

/** InviteForm mails somebody a link with which they begin. */
export function InviteForm({ warehouses, onClose }: { warehouses: Warehouse[]; onClose: () => void }) {
  const form = useForm<{ name: string; email: string; role: AssignableRole; warehouses: string[] }>({ initialValues: { name: '', email: '', role: 'staff', warehouses: [] } });
  const { values } = form;
  const save = useSave(() => client.POST('/invitations', {
    body: { name: values.name.trim(), email: values.email.trim(), role: values.role, warehouse_ids: values.role === 'admin' ? [] : values.warehouses.map(Number) },
  }), () => t('admin.users.invite.sent', { name: values.name }), onClose);
  return (
    <FormModal title={t('admin.users.invite.title')} submit={t('admin.users.invite')} busy={save.isPending} error={save.error} onClose={onClose} onSubmit={() => save.mutate(undefined)}>
      <TextInput label={t('admin.users.name')} required maxLength={200} data-autofocus {...form.getInputProps('name')} error={detailAt(save.error, 'name')} />
      <TextInput type="email" label={t('admin.users.email')} required autoComplete="off" {...form.getInputProps('email')} error={detailAt(save.error, 'email')} />
      <Radio.Group label={t('admin.users.role')} {...form.getInputProps('role')}>
        <Stack gap={0}>{roles.map((r) => <Radio key={r} value={r} label={t(`role.${r}`)} size="md" py={10} />)}</Stack>
      </Radio.Group>
      {values.role !== 'admin' && (
        <Checkbox.Group label={t('admin.users.warehouses')} {...form.getInputProps('warehouses')}>
          <Stack gap={0}>{warehouses.map((w) => <Checkbox key={w.id} value={String(w.id)} label={w.name} size="md" py={10} />)}</Stack>
        </Checkbox.Group>
      )}
    </FormModal>
  );
}
