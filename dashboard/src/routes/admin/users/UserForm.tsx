import { Checkbox, PasswordInput, Radio, Stack, Switch, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { t } from '@/i18n';
import { client } from '@/services/api';
import { detailAt } from '@/services/problem';
import type { AssignableRole, User, Warehouse } from '@/services/types';
import { FormModal } from '@/components/FormModal';
import { useSave } from '@/components/useSave';

interface Values {
  name: string;
  email: string;
  password: string;
  role: AssignableRole;
  warehouses: string[];
  active: boolean;
}

const roles: AssignableRole[] = ['staff', 'manager', 'admin'];

/** UserForm adds a user or changes one. */
export function UserForm({ user, warehouses, onClose }: { user?: User; warehouses: Warehouse[]; onClose: () => void }) {
  const form = useForm<Values>({
    initialValues: {
      name: user?.name ?? '', email: user?.email ?? '', password: '', role: user && user.role !== 'system' ? user.role : 'staff',
      warehouses: user?.warehouses.map((w) => String(w.id)) ?? [], active: user?.status !== 'inactive',
    },
  });
  const save = useSave(async (v: Values) => {
    const common = { name: v.name.trim(), role: v.role, warehouse_ids: v.role === 'admin' ? [] : v.warehouses.map(Number) };
    if (!user) return client.POST('/users', { body: { ...common, email: v.email.trim(), password: v.password } });
    return client.PATCH('/users/{user_id}', {
      params: { path: { user_id: user.id } },
      body: { ...common, status: v.active ? 'active' : 'inactive', ...(v.password ? { password: v.password } : {}) },
    });
  }, (v) => t('admin.users.saved', { name: v.name }), onClose);
  const { values } = form;
  return (
    <FormModal
      title={user ? t('admin.users.edit', { name: user.name }) : t('admin.users.add')} submit={user ? t('common.save') : t('admin.users.add')}
      busy={save.isPending} error={save.error} onClose={onClose} onSubmit={() => save.mutate(values)}
    >
      <TextInput label={t('admin.users.name')} required maxLength={200} data-autofocus {...form.getInputProps('name')} error={detailAt(save.error, 'name')} />
      {!user && <TextInput type="email" label={t('admin.users.email')} required autoComplete="off" {...form.getInputProps('email')} error={detailAt(save.error, 'email')} />}
      <PasswordInput
        label={t(user ? 'admin.users.password.new' : 'admin.users.password')} description={t('admin.users.password.help')} required={!user} minLength={12} maxLength={128} autoComplete="new-password"
        {...form.getInputProps('password')}
      />
      <Radio.Group label={t('admin.users.role')} {...form.getInputProps('role')}>
        <Stack gap={0}>{roles.map((r) => <Radio key={r} value={r} label={t(`role.${r}`)} size="md" py={10} />)}</Stack>
      </Radio.Group>
      {values.role === 'admin' ? <Text>{t('admin.users.warehouses')}: {t('admin.users.warehouses.all')}</Text> : (
        <Checkbox.Group label={t('admin.users.warehouses')} {...form.getInputProps('warehouses')}>
          <Stack gap={0}>{warehouses.map((w) => <Checkbox key={w.id} value={String(w.id)} label={w.name} size="md" py={10} />)}</Stack>
        </Checkbox.Group>
      )}
      {user && <Switch size="lg" label={t('common.active')} description={t('admin.users.deactivate.help')} {...form.getInputProps('active', { type: 'checkbox' })} />}
    </FormModal>
  );
}
