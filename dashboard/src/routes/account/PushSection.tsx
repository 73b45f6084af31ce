import { Button, Group, Text } from '@mantine/core';
import { IconBell } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Section } from '@/components/Section';
import { useSave } from '@/components/useSave';
import { dateTime, t } from '@/i18n';
import { $api, client } from '@/services/api';
import { asProblem, words } from '@/services/problem';
import type { Body } from '@/services/types';
import { browserOf } from './browser';

function bytesOf(base64url: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64url.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(text, (c) => c.charCodeAt(0));
}

async function subscribe(): Promise<void> {
  const [{ data: key }, worker] = await Promise.all([client.GET('/push/key'), navigator.serviceWorker.ready]);
  const subscription = await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytesOf(key!.public_key) });
  await client.POST('/me/push-subscriptions', { body: subscription.toJSON() as Body<'NewPushSubscription'> });
}

/** PushSection has the browser show what is important even when the app is closed. */
export function PushSection() {
  const { data } = useQuery($api.queryOptions('get', '/me/push-subscriptions'));
  const add = useSave(subscribe, () => t('account.push.added'), () => undefined);
  const remove = useSave((id: number) => client.DELETE('/me/push-subscriptions/{subscription_id}', { params: { path: { subscription_id: id } } }), () => t('account.push.removed'), () => undefined);
  if (!('PushManager' in window)) return null;
  return (
    <Section title={t('account.push')} aside={<Button variant="default" leftSection={<IconBell size={18} aria-hidden />} loading={add.isPending} onClick={() => add.mutate(undefined)}>{t('account.push.add')}</Button>}>
      <Text size="sm" c="dimmed">{t('account.push.help')}</Text>
      {add.error && <Text role="alert" c="var(--mantine-color-error)">{add.error instanceof DOMException ? t('account.push.denied') : words(asProblem(add.error)).title}</Text>}
      {data?.items.map((s) => (
        <Group key={s.id} justify="space-between" py="xs" wrap="nowrap">
          <div><Text fw={600}>{browserOf(s.user_agent)}</Text><Text size="sm" c="dimmed">{dateTime(s.created_at)}</Text></div>
          <Button variant="default" onClick={() => remove.mutate(s.id)}>{t('account.push.remove')}</Button>
        </Group>
      ))}
    </Section>
  );
}
