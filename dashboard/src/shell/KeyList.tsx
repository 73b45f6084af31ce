import { Group, Kbd, Modal, Stack, Text } from '@mantine/core';
import { t } from '@/i18n';
import type { Actor } from '@/services/session/session';
import { placeItems, startItems } from './commands';

const mod = /Mac|iPhone|iPad/.test(navigator.userAgent) ? '⌘' : 'Ctrl';

/** KeyList is the list of keyboard shortcuts. */
export default function KeyList({ actor, onClose }: { actor: Actor; onClose: () => void }) {
  const lettered = (letter: string) => ['Alt', 'Shift', letter];
  const rows: [string, string[]][] = [
    [t('keys.palette'), [mod, 'K']],
    [t('keys.help'), [mod, '/']],
    ...startItems(actor).flatMap((i): [string, string[]][] => (i.letter ? [[t('keys.new', { what: t(i.label) }), lettered(i.letter)]] : [])),
    ...placeItems(actor).flatMap((i): [string, string[]][] => (i.letter ? [[t('keys.go', { page: t(i.label) }), lettered(i.letter)]] : [])),
  ];
  return (
    <Modal opened onClose={onClose} title={t('keys.title')}>
      <Stack gap="xs">
        {rows.map(([what, keys]) => (
          <Group key={what} justify="space-between" wrap="nowrap"><Text>{what}</Text><Group gap={4} wrap="nowrap">{keys.map((k) => <Kbd key={k}>{k}</Kbd>)}</Group></Group>
        ))}
      </Stack>
    </Modal>
  );
}
