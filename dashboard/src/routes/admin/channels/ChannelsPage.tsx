import { Badge, Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { IconBellOff, IconPlus } from '@tabler/icons-react';
import { useInfiniteQuery, useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { InfiniteList } from '@/components/InfiniteList';
import { Page } from '@/components/Page';
import { Section } from '@/components/Section';
import { Empty } from '@/components/states';
import { useSave } from '@/components/useSave';
import { number, relative, t, tCode } from '@/i18n';
import { channelsQuery, notificationHealthQuery, parkedQuery } from '@/services/admin';
import { client } from '@/services/api';
import { asProblem, words } from '@/services/problem';
import { itemsOf } from '@/services/queries';
import type { Body } from '@/services/types';
import { ChannelForm } from './ChannelForm';

type Channel = Body<'Channel'>;

/** ChannelsPage is where notifications go, and what could not be sent. */
export function ChannelsPage() {
  const list = useInfiniteQuery(channelsQuery);
  const { data: health } = useQuery(notificationHealthQuery);
  const [editing, setEditing] = useState<Channel | 'new'>();
  return (
    <Page title={t('nav.channels')} narrow aside={<Button leftSection={<IconPlus size={20} aria-hidden />} onClick={() => setEditing('new')}>{t('admin.channels.add')}</Button>}>
      {health && (
        <Section title={t('admin.channels.health')}>
          <Text>{t(`admin.channels.mail.${health.mail}`)}</Text>
          {health.deliveries.map((d) => <Text key={d.state}>{tCode('delivery', d.state)}: {number(d.count)}{d.since && <> · {t('alert.since', { when: relative(d.since) })}</>}</Text>)}
        </Section>
      )}
      <InfiniteList items={itemsOf(list.data)} list={list} empty={<Empty icon={<IconBellOff size={28} />} title={t('admin.channels.empty.title')} detail={t('admin.channels.empty.detail')} />}>
        {(channels) => <Stack gap="sm">{channels.map((c) => <ChannelCard key={c.id} channel={c} onEdit={() => setEditing(c)} />)}</Stack>}
      </InfiniteList>
      <Parked />
      {editing && <ChannelForm channel={editing === 'new' ? undefined : editing} onClose={() => setEditing(undefined)} />}
    </Page>
  );
}

function ChannelCard({ channel: c, onEdit }: { channel: Channel; onEdit: () => void }) {
  const test = useMutation({ mutationFn: async () => (await client.POST('/channels/{channel_id}/test', { params: { path: { channel_id: c.id } }, body: {} })).data! });
  const remove = useSave(() => client.DELETE('/channels/{channel_id}', { params: { path: { channel_id: c.id } } }), () => t('admin.channels.removed', { name: c.name }), () => undefined);
  return (
    <Paper className="sf-card" p="md" component="article" aria-labelledby={`c-${c.id}`}>
      <Stack gap="xs">
        <Group justify="space-between"><Title order={2} size="h4" id={`c-${c.id}`}>{c.name}</Title>{!c.enabled && <Badge variant="light" color="gray" tt="none" radius="sm" size="lg">{t('common.inactive')}</Badge>}</Group>
        <Text size="sm" c="dimmed">{tCode('channel', c.kind)} · {c.provider} · {t('admin.channels.from', { severity: tCode('severity', c.min_severity) })}{c.kinds.length > 0 && <> · {c.kinds.join(', ')}</>}</Text>
        {test.data && <Text role="status" c={test.data.sent ? undefined : 'var(--mantine-color-error)'}>{t(test.data.sent ? 'admin.channels.test.sent' : 'admin.channels.test.failed')} {test.data.detail}</Text>}
        {test.error && <Text role="alert" c="var(--mantine-color-error)">{words(asProblem(test.error)).title}</Text>}
        <Group gap="xs">
          <Button variant="default" loading={test.isPending} onClick={() => test.mutate()}>{t('admin.channels.test')}</Button>
          <Button variant="default" onClick={onEdit}>{t('common.edit')}</Button>
          <Button variant="default" c="var(--mantine-color-error)" loading={remove.isPending} onClick={() => remove.mutate(undefined)}>{t('outbox.forget')}</Button>
        </Group>
      </Stack>
    </Paper>
  );
}

function Parked() {
  const list = useInfiniteQuery(parkedQuery);
  const retry = useSave((id: number) => client.POST('/notifications/parked/{delivery_id}/retry', { params: { path: { delivery_id: id } } }), () => t('admin.channels.retried'), () => undefined);
  const discard = useSave((id: number) => client.POST('/notifications/parked/{delivery_id}/discard', { params: { path: { delivery_id: id } } }), () => t('admin.channels.discarded'), () => undefined);
  const items = itemsOf(list.data);
  if (items.length === 0) return null;
  return (
    <Section title={t('admin.channels.parked')}>
      <InfiniteList items={items} list={list} empty={null}>
        {(deliveries) => deliveries.map((d) => (
          <Group key={d.id} justify="space-between" py="xs" style={{ borderBottom: '1px solid var(--sf-line)' }}>
            <div style={{ minWidth: 0, flex: 1 }}>
              <Text fw={600}>{d.subject}</Text>
              <Text size="sm" c="dimmed">{[d.channel_name ?? d.channel, d.user?.name, relative(d.parked_at)].filter(Boolean).join(' · ')}</Text>
              <Text size="sm" c="var(--mantine-color-error)">{d.reason}</Text>
            </div>
            <Group gap="xs"><Button variant="default" onClick={() => retry.mutate(d.id)}>{t('state.retry')}</Button><Button variant="default" onClick={() => discard.mutate(d.id)}>{t('admin.channels.discard')}</Button></Group>
          </Group>
        ))}
      </InfiniteList>
    </Section>
  );
}
