import { Badge, Button, Group, Paper, Stack, Text } from '@mantine/core';
import { IconPencil, IconPlus } from '@tabler/icons-react';
import { useSuspenseQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Page } from '@/components/Page';
import { Empty } from '@/components/states';
import { t, tCode } from '@/i18n';
import { usersQuery, warehousesQuery } from '@/services/queries';
import type { User } from '@/services/types';
import { UserForm } from './UserForm';

/** UsersPage lists everybody, and lets an admin add and change them. */
export function UsersPage() {
  const { data: users } = useSuspenseQuery(usersQuery);
  const { data: warehouses } = useSuspenseQuery(warehousesQuery());
  const [editing, setEditing] = useState<User | 'new'>();
  // Workflows act under a user of their own; nobody manages that one.
  const people = users.filter((u) => u.role !== 'system');
  return (
    <Page title={t('admin.users.title')} aside={<Button leftSection={<IconPlus size={20} />} onClick={() => setEditing('new')} aria-label={t('admin.users.add')}>{t('admin.add')}</Button>}>
      {people.length === 0 && <Empty title={t('admin.users.empty')} />}
      <div className="sf-grid">{people.map((u) => <UserCard key={u.id} user={u} onEdit={() => setEditing(u)} />)}</div>
      {editing && <UserForm user={editing === 'new' ? undefined : editing} warehouses={warehouses} onClose={() => setEditing(undefined)} />}
    </Page>
  );
}

function UserCard({ user, onEdit }: { user: User; onEdit: () => void }) {
  const inactive = user.status === 'inactive';
  return (
    <Paper className="sf-card" p="md">
      <Group justify="space-between" wrap="nowrap" align="flex-start">
        <Stack gap={4} miw={0}>
          <Group gap="xs">
            <Text fw={650}>{user.name}</Text>
            <Badge variant="light" color={user.role === 'staff' ? 'gray' : 'pine'} tt="none" radius="sm" size="lg">{tCode('role', user.role)}</Badge>
            {inactive && <Badge variant="light" color="red" tt="none" radius="sm" size="lg">{t('common.inactive')}</Badge>}
          </Group>
          <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>{user.email}</Text>
          <Text size="sm">{user.role === 'admin' ? t('admin.users.warehouses.all') : user.warehouses.map((w) => w.name).join(', ') || t('account.warehouses.none')}</Text>
        </Stack>
        <Button variant="default" size="md" h={44} px="sm" onClick={onEdit} aria-label={t('admin.users.edit', { name: user.name })}><IconPencil size={20} aria-hidden /></Button>
      </Group>
    </Paper>
  );
}
