import { Group, Stack, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { InfiniteList, type ListState } from '@/components/InfiniteList';
import { dateTime, number, t, tCode } from '@/i18n';
import { pathOf } from '@/services/operations/paths';
import type { Movement, MovementSide } from '@/services/types';

/** MovementList is the ledger as far as it was read. */
export interface MovementList {
  items: Movement[];
  list: ListState;
}

/** Movements is the ledger in plain words, newest first. */
export function Movements({ items, list }: MovementList) {
  return (
    <InfiniteList items={items} list={list} height={56} empty={<Text c="dimmed">{t('stock.movements.none')}</Text>}>
      {(read) => read.map((m) => (
        <Group key={m.id} justify="space-between" wrap="nowrap" py={8} align="flex-start" style={{ borderBottom: '1px solid var(--sf-line)' }}>
          <Stack gap={0} miw={0}>
            <Text fw={600}>{tCode('movement', m.kind)}</Text>
            <Text size="sm" c="dimmed">
              {t('movement.route', { from: sideWords(m.from), to: sideWords(m.to) })}
              {m.lot && <> · {m.lot.code}</>}
            </Text>
            <Text size="sm" c="dimmed">
              <Link to={pathOf(m.operation.kind)} params={{ id: m.operation.id }} className="sf-code sf-inline">{m.operation.number}</Link>
              {' · '}{dateTime(m.moved_at)} · {m.user.name}
            </Text>
          </Stack>
          <Text fw={650}>{number(m.quantity)}</Text>
        </Group>
      ))}
    </InfiniteList>
  );
}

function sideWords(side: MovementSide): string {
  if (side.location) return side.location.code;
  return side.account ? tCode('account', side.account) : '?';
}
