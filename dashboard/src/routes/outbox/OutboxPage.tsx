import { Button, Group, Loader, Modal, Paper, Stack, Text, Title } from '@mantine/core';
import { IconCloudCheck, IconRefresh } from '@tabler/icons-react';
import { useState } from 'react';
import { Page } from '@/components/Page';
import { Empty } from '@/components/states';
import { t } from '@/i18n';
import { outbox, useOutbox, type Kept } from '@/services/outbox';
import { QueuedCard } from './QueuedCard';

/** OutboxPage is what waits on this device, and what came back refused. */
export function OutboxPage() {
  const { items, sending } = useOutbox();
  const [removing, setRemoving] = useState<Kept>();
  const refused = items.filter((c) => c.state === 'refused');
  const waiting = items.filter((c) => c.state === 'waiting');
  const card = (c: Kept) => <QueuedCard key={c.seq} command={c} onAgain={() => void outbox.again(c.seq)} onForget={() => setRemoving(c)} />;
  return (
    <Page title={t('outbox.title')} lead={t('outbox.lead')} back="/" narrow>
      {items.length === 0 && <Empty icon={<IconCloudCheck size={28} />} title={t('outbox.empty.title')} detail={t('outbox.empty.detail')} />}
      {refused.length > 0 && (
        <Stack gap="sm" component="section" aria-labelledby="refused">
          <div>
            <Title order={2} size="h5" id="refused">{t('outbox.refused')}</Title>
            <Text c="dimmed">{t('outbox.refused.help')}</Text>
          </div>
          {refused.map(card)}
        </Stack>
      )}
      {waiting.length > 0 && (
        <Stack gap="sm" component="section" aria-labelledby="waiting">
          <Group justify="space-between">
            <Title order={2} size="h5" id="waiting">{t('outbox.waiting')}</Title>
            {sending
              ? <Group gap="xs" role="status"><Loader size={18} /><Text>{t('outbox.sending')}</Text></Group>
              : <Button variant="default" leftSection={<IconRefresh size={20} />} onClick={() => void outbox.drain()}>{t('outbox.now')}</Button>}
          </Group>
          {waiting.map(card)}
        </Stack>
      )}
      {removing && <RemoveDialog command={removing} onClose={() => setRemoving(undefined)} />}
    </Page>
  );
}

function RemoveDialog({ command, onClose }: { command: Kept; onClose: () => void }) {
  return (
    <Modal opened onClose={onClose} title={t('outbox.forget.title')}>
      <Stack>
        <Paper className="sf-card" p="sm">{command.subject}</Paper>
        <Text>{t(`outbox.forget.${command.state}`)}</Text>
        <Group grow>
          <Button variant="default" size="lg" onClick={onClose}>{t('common.back')}</Button>
          <Button size="lg" color="red.8" onClick={() => { void outbox.forget(command.seq); onClose(); }}>{t('outbox.forget')}</Button>
        </Group>
      </Stack>
    </Modal>
  );
}
