import { Badge, Button, Group, Progress, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { Link } from '@tanstack/react-router';
import { number, t, tCode } from '@/i18n';
import { progressOf } from '@/services/operations/progress';
import type { Kind, Operation, OperationLine } from '@/services/types';

const step = 50;

/** Lines shows how far each line has come. */
export function Lines({ operation: op }: { operation: Operation }) {
  const [shown, setShown] = useState(step);
  return (
    <Stack gap={0}>
      {op.lines.slice(0, shown).map((l) => <LineRow key={l.line_no} kind={op.kind} line={l} />)}
      {op.lines.length > shown && (
        <Button variant="default" mt="sm" onClick={() => setShown(shown + step)}>{t('state.more')} ({number(op.lines.length - shown)})</Button>
      )}
    </Stack>
  );
}

const facts = ['reserved', 'picked', 'dispatched', 'received', 'damaged', 'returned', 'lost', 'scrapped', 'pending'] as const;

function LineRow({ kind, line }: { kind: Kind; line: OperationLine }) {
  const p = progressOf(kind, line);
  return (
    <div style={{ padding: '10px 0', borderBottom: '1px solid var(--sf-line)' }}>
      <Group justify="space-between" wrap="nowrap" align="flex-start">
        <div style={{ minWidth: 0 }}>
          <Link to="/stock/$id" params={{ id: String(line.product.id) }} className="sf-inline"><Text span inherit fw={600}>{line.product.name}</Text></Link>
          <Text size="sm" c="dimmed" className="sf-code">{line.product.sku}</Text>
        </div>
        <Text fw={650} style={{ whiteSpace: 'nowrap' }}>
          {t('op.line.of', { done: p.done, total: p.total })} <Text span inherit fw={400} c="dimmed" size="sm">{line.product.base_unit}</Text>
        </Text>
      </Group>
      <Progress value={p.total ? (100 * p.done) / p.total : 0} size="sm" mt={6} color={p.done >= p.total ? 'pine' : 'blue'} aria-label={line.product.name} />
      <Group gap={6} mt={6}>
        {facts.filter((f) => line[f] > 0).map((f) => (
          <Badge key={f} variant="light" color={factColor(f)} size="md" radius="sm" tt="none">{tCode('line', f)} {number(line[f])}</Badge>
        ))}
      </Group>
    </div>
  );
}

function factColor(fact: (typeof facts)[number]): string {
  if (fact === 'damaged' || fact === 'lost' || fact === 'scrapped') return 'red';
  return fact === 'pending' ? 'yellow' : 'gray';
}
