import { Box, Button, Group, Paper, Select, Stack, Text, UnstyledButton } from '@mantine/core';
import { IconChevronDown, IconChevronUp } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState, type SyntheticEvent } from 'react';
import { CommandNotice } from '@/components/CommandNotice';
import { Quantity } from '@/components/Quantity';
import { number, t, tCode } from '@/i18n';
import type { Command } from '@/services/commands/useCommand';
import type { Placed } from '@/services/operations/placed';
import { putAwayQuery } from '@/services/counts';
import type { Location, Operation } from '@/services/types';
import { LineScan } from '../documents/steps/LineScan';
import { Finished, StepPage } from '../documents/steps/StepPage';

/** Move is goods on their way from the dock to a bin. */
export interface Move {
  from: Placed;
  quantity: number;
  to: Location;
}

interface Props {
  operation: Operation;
  placed: Placed[];
  bins: Location[];
  command: Pick<Command<never>, 'state' | 'busy' | 'retry'>;
  onMove: (move: Move) => void;
  onLeave: () => void;
  posted: number;
}

/** PutAwayView lists what lies on the dock; scanning an item opens it, scanning a bin fills it in. */
export function PutAwayView({ operation: op, placed, bins, command, onMove, onLeave, posted }: Props) {
  const [open, setOpen] = useState<{ key: string; posted: number }>();
  const [scannedBin, setScannedBin] = useState<number>();
  const targets = bins.filter((b) => b.status === 'active' && b.kind !== 'shipping' && b.kind !== 'receiving');
  const opened = open?.posted === posted ? open.key : undefined;
  const lines = op.lines.filter((l) => placed.some((p) => p.lineNo === l.line_no));
  return (
    <StepPage operation={op} title={t('putaway.title', { number: op.number })} lead={op.warehouse.name}>
      {placed.length === 0
        ? <Finished title={t('putaway.finished.title')} detail={t('putaway.finished.detail')} onLeave={onLeave} />
        : (
          <LineScan
            label={t('putaway.scan')} lines={lines}
            onLine={(line) => {
              const p = placed.find((x) => x.lineNo === line.line_no);
              if (p) setOpen({ key: p.key, posted });
            }}
            onCode={(code) => {
              const bin = targets.find((b) => b.code.toLowerCase() === code.toLowerCase());
              if (bin) setScannedBin(bin.id);
              return Boolean(bin);
            }}
          />
        )}
      <CommandNotice command={command} />
      <Stack gap="sm">
        {placed.map((p) => {
          const isOpen = opened === p.key;
          return (
            <Paper key={p.key} className="sf-card">
              <UnstyledButton w="100%" p="md" aria-expanded={isOpen} onClick={() => setOpen(isOpen ? undefined : { key: p.key, posted })}>
                <Group justify="space-between" wrap="nowrap">
                  <div style={{ minWidth: 0 }}>
                    <Text fw={650} lineClamp={2}>{p.product.name}</Text>
                    <Text size="sm" c="dimmed"><span className="sf-code">{p.product.sku}</span>{p.lot && <> · {p.lot.code}</>} · {t('putaway.from', { bin: p.location.code })}</Text>
                  </div>
                  <Group gap="xs" wrap="nowrap"><Text fw={650} size="lg">{number(p.quantity)}</Text>{isOpen ? <IconChevronUp size={20} aria-hidden /> : <IconChevronDown size={20} aria-hidden />}</Group>
                </Group>
              </UnstyledButton>
              {isOpen && <Box px="md" pb="md"><MoveForm key={scannedBin} placed={p} targets={targets} scanned={scannedBin} busy={command.busy} onMove={onMove} /></Box>}
            </Paper>
          );
        })}
      </Stack>
    </StepPage>
  );
}

function MoveForm({ placed, targets, scanned, busy, onMove }: { placed: Placed; targets: Location[]; scanned?: number; busy: boolean; onMove: (m: Move) => void }) {
  const { data: best } = useQuery(putAwayQuery(placed.location.warehouse_id, placed.product.id, placed.lot?.id));
  const [quantity, setQuantity] = useState(placed.quantity);
  const [chosen, setChosen] = useState<number | undefined>(scanned);
  const suggested = best?.items.find((s) => targets.some((l) => l.id === s.location.id));
  const usual = suggested?.location.id ?? targets.find((l) => l.kind === 'storage')?.id;
  const bin = targets.find((l) => l.id === (chosen ?? usual));
  const submit = (e: SyntheticEvent) => {
    e.preventDefault();
    if (bin) onMove({ from: placed, quantity, to: bin });
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <Quantity name={placed.product.name} product={{ base_unit: placed.product.base_unit, packaging_units: [] }} value={quantity} onChange={setQuantity} max={placed.quantity} />
        <Select
          size="lg" label={t('putaway.to')} placeholder={t('putaway.choose')} searchable value={bin ? String(bin.id) : null} onChange={(id) => setChosen(id ? Number(id) : undefined)}
          data={targets.map((b) => ({ value: String(b.id), label: `${b.code} · ${tCode('bin', b.kind)}` }))} limit={100} allowDeselect={false} description={suggested && bin?.id === suggested.location.id ? t(`putaway.why.${suggested.reason}`) : undefined}
        />
        <Button type="submit" size="xl" fullWidth disabled={!bin} loading={busy}>{bin ? t('putaway.submit', { count: quantity, bin: bin.code }) : t('putaway.choose')}</Button>
      </Stack>
    </form>
  );
}
