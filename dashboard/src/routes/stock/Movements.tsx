import { Group, Stack, Text } from '@mantine/core';
import type { UseInfiniteQueryResult } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { InfiniteEnd } from '@/components/InfiniteEnd';
import { Failed, Loading } from '@/components/states';
import { dateTime, number, t, tCode } from '@/i18n';
import { pathOf } from '@/services/operations/paths';
import type { Movement, MovementSide } from '@/services/types';

/** MovementList is the ledger as far as it was read. */
export interface MovementList {
  items: Movement[];
  list: Pick<UseInfiniteQueryResult, 'isPending' | 'error' | 'refetch' | 'hasNextPage' | 'isFetchingNextPage' | 'fetchNextPage'>;
}

/** Movements is the ledger in plain words, newest first. */
export function Movements({ items, list }: MovementList) {
  if (list.isPending) return <Loading rows={5} height={56} />;
  if (list.error && items.length === 0) return <Failed error={list.error} retry={() => void list.refetch()} />;
  if (items.length === 0) return <Text c="dimmed">{t('stock.movements.none')}</Text>;
  return (
    <div>
      {items.map((m) => (
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
      <InfiniteEnd {...list} />
    </div>
  );
}

function sideWords(side: MovementSide): string {
  if (side.location) return side.location.code;
  return side.account ? tCode('account', side.account) : '?';
}
