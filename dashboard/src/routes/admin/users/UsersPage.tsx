import { Badge, Button, Group, Paper, Stack, Text, TextInput } from '@mantine/core';
import { IconMail, IconPencil, IconPlus, IconSearch } from '@tabler/icons-react';
import { useSuspenseQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { AnchorLink } from '@/components/links';
import { Page } from '@/components/Page';
import { Empty } from '@/components/states';
import { t, tCode } from '@/i18n';
import { usersQuery, warehousesQuery } from '@/services/queries';
import type { User } from '@/services/types';
import { InviteForm } from './InviteForm';
import { UserForm } from './UserForm';

/** UsersPage lists everybody, and lets an admin add and change them. */
export function UsersPage() {
  const { data: users } = useSuspenseQuery(usersQuery);
  const { data: warehouses } = useSuspenseQuery(warehousesQuery());
  const [editing, setEditing] = useState<User | 'new'>();
  const [inviting, setInviting] = useState(false);
  const [search, setSearch] = useState('');
  // Workflows act under a user of their own; nobody manages that one.
  const people = users.filter((u) => u.role !== 'system' && `${u.name} ${u.email}`.toLowerCase().includes(search.trim().toLowerCase()));
  return (
    <Page title={t('admin.users.title')} aside={(
      <>
        <Button variant="default" leftSection={<IconMail size={20} aria-hidden />} onClick={() => setInviting(true)}>{t('admin.users.invite')}</Button>
        <Button leftSection={<IconPlus size={20} />} onClick={() => setEditing('new')} aria-label={t('admin.users.add')}>{t('admin.add')}</Button>
      </>
    )}>
      <TextInput type="search" size="lg" aria-label={t('admin.users.search')} placeholder={t('admin.users.search')} value={search} onChange={(e) => setSearch(e.currentTarget.value)} leftSection={<IconSearch size={20} aria-hidden />} />
      {people.length === 0 && <Empty title={t('admin.users.empty')} />}
      <div className="sf-grid">{people.map((u) => <UserCard key={u.id} user={u} onEdit={() => setEditing(u)} />)}</div>
      {inviting && <InviteForm warehouses={warehouses} onClose={() => setInviting(false)} />}
      {editing && <UserForm user={editing === 'new' ? undefined : editing} warehouses={warehouses} onClose={() => setEditing(undefined)} />}
    </Page>
  );
}

function UserCard({ user, onEdit }: { user: User; onEdit: () => void }) {
  return (
    <Paper className="sf-card" p="md">
      <Group justify="space-between" wrap="nowrap" align="flex-start">
        <Stack gap={4} miw={0}>
          <Group gap="xs">
            <AnchorLink to="/admin/users/$id" params={{ id: String(user.id) }} fw={650} py={10} my={-10}>{user.name}</AnchorLink>
            <Badge variant="light" color={user.role === 'staff' ? 'gray' : 'pine'} tt="none" radius="sm" size="lg">{tCode('role', user.role)}</Badge>
            {user.status !== 'active' && <Badge variant="light" color={user.status === 'inactive' ? 'red' : 'yellow'} tt="none" radius="sm" size="lg">{tCode('user_status', user.status)}</Badge>}
          </Group>
          <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>{user.email}</Text>
          <Text size="sm">{user.role === 'admin' ? t('admin.users.warehouses.all') : user.warehouses.map((w) => w.name).join(', ') || t('account.warehouses.none')}</Text>
        </Stack>
        <Button variant="default" size="md" h={44} px="sm" onClick={onEdit} aria-label={t('admin.users.edit', { name: user.name })}><IconPencil size={20} aria-hidden /></Button>
      </Group>
    </Paper>
  );
}
