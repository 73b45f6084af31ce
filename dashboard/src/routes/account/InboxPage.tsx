import { Button, Chip, Group, Text } from '@mantine/core';
import { IconBellOff } from '@tabler/icons-react';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { InfiniteList } from '@/components/InfiniteList';
import { Page } from '@/components/Page';
import { SeverityBadge } from '@/components/severity';
import { Empty } from '@/components/states';
import { relative, t } from '@/i18n';
import { inboxQuery } from '@/services/account';
import { client } from '@/services/api';
import { itemsOf } from '@/services/queries';
import type { Body } from '@/services/types';

const route = getRouteApi('/app/notifications');

/** InboxPage is what a person was told, newest first. */
export function InboxPage() {
  const { unread = false } = route.useSearch();
  const navigate = route.useNavigate();
  const queries = useQueryClient();
  const list = useInfiniteQuery(inboxQuery(unread));
  const items = itemsOf(list.data);
  const read = useMutation({
    mutationFn: (body: Body<'NotificationsRead'>) => client.POST('/me/notifications/read', { body }),
    onSuccess: () => queries.invalidateQueries({ predicate: (q) => q.queryKey[1] === '/me/notifications' }),
  });
  const newest = items[0]?.id;
  return (
    <Page title={t('inbox.title')} back="/" narrow aside={newest !== undefined && <Button variant="default" onClick={() => read.mutate({ up_to: newest })}>{t('inbox.read.all')}</Button>}>
      <Chip checked={unread} onChange={(on) => void navigate({ search: on ? { unread: true } : {}, replace: true })} size="md" variant="outline">{t('inbox.unread')}</Chip>
      <InfiniteList items={items} list={list} empty={<Empty icon={<IconBellOff size={28} />} title={t('inbox.empty.title')} detail={t('inbox.empty.detail')} />}>
        {(notes) => notes.map((n) => <Note key={n.id} note={n} onOpen={() => { if (!n.read_at) read.mutate({ ids: [n.id] }); }} />)}
      </InfiniteList>
    </Page>
  );
}

function Note({ note: n, onOpen }: { note: Body<'Notification'>; onOpen: () => void }) {
  return (
    <Link to={pathIn(n.link)} className="sf-card" onClick={onOpen} style={{ marginBottom: 8 }}>
      <Group p="sm" gap="sm" wrap="nowrap" align="flex-start">
        <SeverityBadge severity={n.severity} />
        <div style={{ minWidth: 0 }}>
          <Text fw={n.read_at ? 400 : 700}>{n.subject}</Text>
          <Text size="sm" c="dimmed" lineClamp={2}>{n.body}</Text>
          <Text size="sm" c="dimmed">{relative(n.created_at)}</Text>
        </div>
      </Group>
    </Link>
  );
}

/** pathIn is where a notification's link leads within this app; foreign addresses lead home. */
export function pathIn(link: string): string {
  try {
    const url = new URL(link, window.location.origin);
    return url.origin === window.location.origin ? url.pathname + url.search : '/';
  } catch {
    return '/';
  }
}
