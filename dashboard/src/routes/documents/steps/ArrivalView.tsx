import { Button, Divider, Stack, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { CommandNotice } from '@/components/CommandNotice';
import { t } from '@/i18n';
import type { Command } from '@/services/commands/useCommand';
import type { Label } from '@/services/lookup';
import type { Location, Operation, WarehouseRef } from '@/services/types';
import type { Arrival, Due } from './arrival';
import { ArrivalCard } from './ArrivalCard';
import { LineScan } from './LineScan';
import { Finished, StepPage } from './StepPage';

interface Props {
  operation: Operation;
  site: WarehouseRef;
  bins: Location[];
  due: Due[];
  command: Pick<Command<never>, 'state' | 'busy' | 'retry'>;
  onArrival: (arrival: Arrival) => void;
  /** Takes all that is due, where nothing has to be typed for it. */
  all?: { label: string; take: () => void };
  onLeave: () => void;
  /** Counts up with each posting, which closes the line's form. */
  posted: number;
}

/** ArrivalView counts goods in, line by line or all at once. */
export function ArrivalView({ operation: op, site, bins, due, command, onArrival, all, onLeave, posted }: Props) {
  const [open, setOpen] = useState<{ lineNo: number; label?: Label; posted: number }>();
  const waiting = due.filter((d) => d.quantity > 0);
  const complete = due.filter((d) => d.quantity === 0);
  const card = (d: Due) => {
    const isOpen = open?.lineNo === d.line.line_no && open.posted === posted;
    return (
      <ArrivalCard
        key={d.line.line_no} due={d} kind={op.kind} bins={bins} busy={command.busy} open={isOpen} scanned={isOpen ? open.label : undefined}
        onToggle={() => setOpen(isOpen ? undefined : { lineNo: d.line.line_no, posted })} onArrival={onArrival}
      />
    );
  };
  return (
    <StepPage operation={op} title={t('receive.title', { number: op.number })} lead={site.name}>
      {waiting.length > 0 && all && (
        <>
          <Button size="xl" fullWidth loading={command.busy} onClick={all.take}>{all.label}</Button>
          <Divider label={t('receive.parts')} styles={{ label: { color: 'var(--mantine-color-dimmed)', fontSize: 'var(--mantine-font-size-sm)' } }} />
        </>
      )}
      <LineScan label={t('receive.scan')} lines={op.lines} onLine={(line, label) => setOpen({ lineNo: line.line_no, label, posted })} />
      <CommandNotice command={command} />
      {waiting.length === 0 && <Finished title={t('receive.finished')} onLeave={onLeave} />}
      {waiting.length > 0 && (
        <Stack gap="sm" component="section" aria-labelledby="due">
          <Title order={2} size="h5" id="due">{t('receive.open')}</Title>
          {waiting.map(card)}
        </Stack>
      )}
      {op.kind === 'receipt' && complete.length > 0 && (
        <Stack gap="sm" component="section" aria-labelledby="complete">
          <Title order={2} size="h5" id="complete"><Text span inherit c="dimmed">{t('receive.done')}</Text></Title>
          {complete.map(card)}
        </Stack>
      )}
    </StepPage>
  );
}
