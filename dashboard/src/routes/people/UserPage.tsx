import { Button, Group, Stack, Text } from '@mantine/core';
import { useInfiniteQuery, useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi, notFound } from '@tanstack/react-router';
import { useState } from 'react';
import { InfiniteList } from '@/components/InfiniteList';
import { Page } from '@/components/Page';
import { Section } from '@/components/Section';
import { useSave } from '@/components/useSave';
import { dateTime, relative, t, tCode } from '@/i18n';
import { client } from '@/services/api';
import { itemsOf, paged, usersQuery, warehousesQuery } from '@/services/queries';
import { browserOf } from '../account/browser';
import { UserForm } from '../admin/users/UserForm';

const route = getRouteApi('/app/admin/users/$id');

/** UserPage is one person: role, sites, where they are signed in, their tokens. */
export function UserPage() {
  const id = Number(route.useParams().id);
  const { data: users } = useSuspenseQuery(usersQuery);
  const { data: warehouses } = useSuspenseQuery(warehousesQuery());
  const [editing, setEditing] = useState(false);
  const user = users.find((u) => u.id === id);
  const path = { user_id: id };
  const done = () => undefined;
  const unlock = useSave(() => client.POST('/users/{user_id}/unlock', { params: { path } }), () => t('admin.users.unlocked'), done);
  const invite = useSave(() => client.POST('/users/{user_id}/invitation', { params: { path } }), () => t('admin.users.invited.again'), done);
  const withdraw = useSave(() => client.DELETE('/users/{user_id}/invitation', { params: { path } }), () => t('admin.users.invitation.withdrawn'), done);
  const endAll = useSave(() => client.DELETE('/users/{user_id}/sessions', { params: { path } }), () => t('account.sessions.ended'), done);
  if (!user) throw notFound();
  return (
    <Page title={user.name} lead={`${tCode('role', user.role)} · ${user.email} · ${tCode('user_status', user.status)}`} back="/admin/users" narrow
      aside={<Button onClick={() => setEditing(true)}>{t('common.edit')}</Button>}>
      <Section title={t('admin.users.access')}>
        <Stack gap="xs">
          <Text>{user.role === 'admin' ? t('admin.users.warehouses.all') : user.warehouses.map((w) => w.name).join(', ') || t('account.warehouses.none')}</Text>
          {user.locked_until && <Text c="var(--mantine-color-error)">{t('admin.users.locked', { until: dateTime(user.locked_until) })}</Text>}
          <Group gap="xs">
            {user.locked_until && <Button variant="default" loading={unlock.isPending} onClick={() => unlock.mutate(undefined)}>{t('admin.users.unlock')}</Button>}
            {user.status === 'invited' && (
              <>
                <Button variant="default" loading={invite.isPending} onClick={() => invite.mutate(undefined)}>{t('admin.users.invite.again')}</Button>
                <Button variant="default" c="var(--mantine-color-error)" loading={withdraw.isPending} onClick={() => withdraw.mutate(undefined)}>{t('admin.users.invite.withdraw')}</Button>
              </>
            )}
          </Group>
        </Stack>
      </Section>
      <Section title={t('account.sessions')} aside={<Button variant="default" loading={endAll.isPending} onClick={() => endAll.mutate(undefined)}>{t('account.sessions.end')}</Button>}><Sessions id={id} /></Section>
      <Section title={t('account.tokens')}><Tokens id={id} /></Section>
      {editing && <UserForm user={user} warehouses={warehouses} onClose={() => setEditing(false)} />}
    </Page>
  );
}

function Sessions({ id }: { id: number }) {
  const list = useInfiniteQuery({
    ...paged, queryKey: ['get', '/users/{user_id}/sessions', id],
    queryFn: async ({ pageParam, signal }) => (await client.GET('/users/{user_id}/sessions', { params: { path: { user_id: id }, query: { cursor: pageParam } }, signal })).data!,
  });
  const end = useSave((session: number) => client.DELETE('/users/{user_id}/sessions/{session_id}', { params: { path: { user_id: id, session_id: session } } }), () => t('account.session.ended'), () => undefined);
  return (
    <InfiniteList items={itemsOf(list.data)} list={list} rows={1} empty={<Text c="dimmed">{t('admin.users.sessions.none')}</Text>}>
      {(sessions) => sessions.map((s) => (
        <Group key={s.id} justify="space-between" py="xs" wrap="nowrap">
          <div><Text fw={600}>{browserOf(s.user_agent)}</Text><Text size="sm" c="dimmed">{s.remote_address} · {t('account.session.used', { when: relative(s.last_used_at) })}</Text></div>
          <Button variant="default" onClick={() => end.mutate(s.id)}>{t('account.session.end')}</Button>
        </Group>
      ))}
    </InfiniteList>
  );
}

function Tokens({ id }: { id: number }) {
  const list = useInfiniteQuery({
    ...paged, queryKey: ['get', '/users/{user_id}/tokens', id],
    queryFn: async ({ pageParam, signal }) => (await client.GET('/users/{user_id}/tokens', { params: { path: { user_id: id }, query: { cursor: pageParam } }, signal })).data!,
  });
  const revoke = useSave((token: number) => client.DELETE('/users/{user_id}/tokens/{token_id}', { params: { path: { user_id: id, token_id: token } } }), () => t('account.token.revoke'), () => undefined);
  return (
    <InfiniteList items={itemsOf(list.data).filter((x) => !x.revoked_at)} list={list} rows={1} empty={<Text c="dimmed">{t('admin.users.tokens.none')}</Text>}>
      {(tokens) => tokens.map((x) => (
        <Group key={x.id} justify="space-between" py="xs" wrap="nowrap">
          <div><Text fw={600}>{x.name}</Text><Text size="sm" c="dimmed">{x.prefix}… · {x.scopes.join(', ')}</Text></div>
          <Button variant="default" onClick={() => revoke.mutate(x.id)}>{t('account.token.revoke')}</Button>
        </Group>
      ))}
    </InfiniteList>
  );
}
