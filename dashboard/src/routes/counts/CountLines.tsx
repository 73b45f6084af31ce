import { Badge, Button, Chip, Group, Stack, Table, Text } from '@mantine/core';
import { useState } from 'react';
import { CommandNotice } from '@/components/CommandNotice';
import { Loading } from '@/components/states';
import { number, t, tCode } from '@/i18n';
import { send } from '@/services/commands/send';
import { useCommand } from '@/services/commands/useCommand';
import type { CountLine } from '@/services/counts';
import { useActor } from '@/services/session/session';
import type { Operation } from '@/services/types';
import { tellDone } from '../documents/steps/StepPage';

const step = 50;

/** CountLines is what was counted and what differs, with a way to have lines counted again. */
export function CountLines({ operation: op, lines }: { operation: Operation; lines?: CountLine[] }) {
  const actor = useActor();
  const [differing, setDiffering] = useState(op.status === 'awaiting_approval');
  const [shown, setShown] = useState(step);
  const [chosen, setChosen] = useState<number[]>([]);
  const recount = useCommand(send.count.recount, () => { tellDone(t('count.recount.done')); setChosen([]); });
  if (!lines) return <Loading rows={4} height={48} />;
  const fitting = differing ? lines.filter((l) => l.difference) : lines;
  const may = !op.ended && actor.can('recount_count') && actor.actsIn(op.warehouse.id);
  return (
    <Stack gap="sm">
      {lines.some((l) => l.difference !== undefined) && <Chip size="md" variant="outline" checked={differing} onChange={setDiffering}>{t('count.differing')}</Chip>}
      {fitting.length === 0 ? <Text c="dimmed">{t('count.differing.none')}</Text> : (
        <Table.ScrollContainer minWidth={320} scrollAreaProps={{ viewportProps: { tabIndex: 0, 'aria-label': t('op.lines') } }}>
          <Table verticalSpacing="xs" horizontalSpacing="xs">
            <Table.Thead>
              <Table.Tr><Table.Th>{t('count.what')}</Table.Th><Table.Th ta="end">{t('count.counted')}</Table.Th><Table.Th ta="end">{t('count.expected')}</Table.Th><Table.Th ta="end">{t('count.difference')}</Table.Th></Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {fitting.slice(0, shown).map((l) => (
                <Table.Tr key={l.line_no}>
                  <Table.Td>
                    <Text size="sm" fw={600}><span className="sf-code">{l.location.code}</span> · {l.product.name}</Text>
                    <Group gap={6}>
                      {l.lot && <Text size="sm" c="dimmed">{l.lot.code}</Text>}
                      <Badge variant="light" color={l.status === 'recount' ? 'red' : l.status === 'open' ? 'yellow' : 'gray'} tt="none" radius="sm">{tCode('count_line', l.status)}</Badge>
                      {l.recount_reason && <Text size="sm" c="dimmed">{t(`count.reason.${l.recount_reason}`)}</Text>}
                      {may && l.difference !== undefined && l.difference !== 0 && (
                        <Chip size="sm" checked={chosen.includes(l.line_no)} onChange={(on) => setChosen(on ? [...chosen, l.line_no] : chosen.filter((n) => n !== l.line_no))}>{t('step.recount')}</Chip>
                      )}
                    </Group>
                  </Table.Td>
                  <Table.Td ta="end">{l.counted === undefined ? '–' : number(l.counted)}</Table.Td>
                  <Table.Td ta="end">{l.expected === undefined ? '–' : number(l.expected)}</Table.Td>
                  <Table.Td ta="end" fw={l.difference ? 650 : 400} c={l.difference ? 'var(--mantine-color-error)' : undefined}>{l.difference === undefined ? '–' : signed(l.difference)}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
      {fitting.length > shown && <Button variant="default" onClick={() => setShown(shown + step)}>{t('state.more')} ({number(fitting.length - shown)})</Button>}
      <CommandNotice command={recount} />
      {chosen.length > 0 && <Button loading={recount.busy} onClick={() => void recount.run({ id: op.id, body: { line_nos: chosen } })}>{t('count.recount.chosen', { count: chosen.length })}</Button>}
    </Stack>
  );
}

function signed(n: number): string {
  return n > 0 ? `+${number(n)}` : number(n);
}
