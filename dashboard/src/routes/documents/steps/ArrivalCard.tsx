import { Box, Group, Paper, Text, UnstyledButton } from '@mantine/core';
import { IconChevronDown, IconChevronUp, IconCircleCheck } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { number, t } from '@/i18n';
import { progressOf } from '@/services/operations/progress';
import type { Label } from '@/services/lookup';
import type { Kind, Location } from '@/services/types';
import type { Arrival, Due } from './arrival';
import { ArrivalForm } from './ArrivalForm';

interface Props {
  due: Due;
  kind: Kind;
  bins: Location[];
  busy: boolean;
  open: boolean;
  /** What the scan that opened it said. */
  scanned?: Label;
  onToggle: () => void;
  onArrival: (arrival: Arrival) => void;
}

/** ArrivalCard is a line that goods are counted for; opened, it is a form. */
export function ArrivalCard({ due, kind, bins, busy, open, scanned, onToggle, onArrival }: Props) {
  const card = useRef<HTMLDivElement>(null);
  const { line } = due;
  const { done } = progressOf(kind, line);
  useEffect(() => {
    if (open) card.current?.scrollIntoView({ block: 'nearest' });
  }, [open]);
  const id = `line-${line.line_no}`;
  return (
    <Paper className="sf-card" ref={card}>
      <UnstyledButton w="100%" p="md" onClick={onToggle} aria-expanded={open} aria-controls={id}>
        <Group justify="space-between" wrap="nowrap">
          <div style={{ minWidth: 0 }}>
            <Text fw={650} lineClamp={2}>{line.product.name}</Text>
            <Text size="sm" c="dimmed">
              <span className="sf-code">{line.product.sku}</span> · {t('op.line.of', { done, total: line.quantity })}
              {line.pending > 0 && <> · {t('receive.pending', { count: line.pending })}</>}
            </Text>
          </div>
          <Group gap="xs" wrap="nowrap">
            {due.quantity > 0 ? <Text fw={650} size="xl" style={{ whiteSpace: 'nowrap' }}>{number(due.quantity)} <Text span size="sm" c="dimmed">{line.product.base_unit}</Text></Text> : <IconCircleCheck size={24} aria-label={t('receive.done')} />}
            {open ? <IconChevronUp size={20} aria-hidden /> : <IconChevronDown size={20} aria-hidden />}
          </Group>
        </Group>
      </UnstyledButton>
      {open && (
        <Box px="md" pb="md" id={id}>
          <ArrivalForm key={JSON.stringify(scanned)} due={due} kind={kind} bins={bins} busy={busy} scanned={scanned} onArrival={onArrival} />
        </Box>
      )}
    </Paper>
  );
}
