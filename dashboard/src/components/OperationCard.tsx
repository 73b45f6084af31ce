import { Box, Group, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { age, dateTime, t, tn } from '@/i18n';
import { next } from '@/services/operations/next';
import { pathOf } from '@/services/operations/paths';
import type { Actor } from '@/services/session/session';
import type { OperationSummary } from '@/services/types';
import { nextWords, placeWords } from './operationWords';
import { AttentionBadge, KindIcon, StatusBadge } from './status';

/** OperationCard shows an operation in a list: what it is, where it stands, whose turn it is. */
export function OperationCard({ operation: op, actor }: { operation: OperationSummary; actor: Actor }) {
  const n = next(op, actor);
  return (
    <Link className="sf-card" to={pathOf(op.kind)} params={{ id: op.id }}>
      <Group p="sm" gap="sm" wrap="nowrap" align="flex-start">
        <KindIcon kind={op.kind} labelled />
        <Box miw={0} flex={1}>
          <Group justify="space-between" wrap="nowrap" gap="xs" align="flex-start">
            <Text fw={650} className="sf-code" style={{ whiteSpace: 'nowrap' }}>{op.number}</Text>
            <StatusBadge status={op.status} size="md" />
          </Group>
          <Text truncate>{placeWords(op)}</Text>
          <Text size="sm" c="dimmed">
            {tn('lines', op.totals.lines)} · {tn('pieces', op.totals.quantity)} · {age(op.created_at)}
            {op.eta && <> · {t('op.eta')} {dateTime(op.eta)}</>}
          </Text>
          {!op.ended && (
            <Group gap={6} mt={2}>
              <AttentionBadge attention={op.attention} size="md" />
              <Text size="sm" fw={n.primary ? 600 : 400} c={n.primary ? undefined : 'dimmed'}>{nextWords(op, n)}</Text>
            </Group>
          )}
        </Box>
      </Group>
    </Link>
  );
}
