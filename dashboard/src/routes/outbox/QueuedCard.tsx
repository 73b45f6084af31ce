import { Alert, Button, Group, Paper, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconTrash } from '@tabler/icons-react';
import { ButtonLink } from '@/components/links';
import { relative, t, tCode } from '@/i18n';
import { pathOf } from '@/services/operations/paths';
import type { Kept } from '@/services/outbox';
import { words } from '@/services/problem';
import type { Kind } from '@/services/types';

const kinds: Record<string, Kind> = { receipts: 'receipt', shipments: 'shipment', transfers: 'transfer', counts: 'count' };

/** QueuedCard is one step that waits, or was refused. */
export function QueuedCard({ command: c, onAgain, onForget }: { command: Kept; onAgain: () => void; onForget: () => void }) {
  const [, collection = '', , step = collection] = c.request.path.split('/');
  const kind = kinds[collection];
  const id = c.request.params.operation_id;
  const said = c.problem && words(c.problem);
  const name = tCode('queued', step);
  return (
    <Paper className="sf-card" p="md" component="article" aria-label={`${name} ${c.subject}`}>
      <Stack gap="xs">
        <div>
          <Text fw={650}>{name}</Text>
          <Text>{c.subject}</Text>
          <Text size="sm" c="dimmed">{t('outbox.given', { when: relative(c.queuedAt) })}</Text>
        </div>
        {said && <Alert color="red" icon={<IconAlertTriangle />} title={said.title}>{said.detail}</Alert>}
        <Group gap="xs">
          {c.state === 'refused' && <Button onClick={onAgain}>{t('outbox.again')}</Button>}
          {id && kind && <ButtonLink to={pathOf(kind)} params={{ id }} variant="default">{t('outbox.open')}</ButtonLink>}
          <Button variant="default" leftSection={<IconTrash size={18} aria-hidden />} onClick={onForget}>{t('outbox.forget')}</Button>
        </Group>
      </Stack>
    </Paper>
  );
}
