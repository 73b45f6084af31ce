import { Button, Group, Paper, Radio, Stack, Text, Textarea } from '@mantine/core';
import { useRef, useState, type SyntheticEvent } from 'react';
import { CommandNotice } from '@/components/CommandNotice';
import { Quantity } from '@/components/Quantity';
import { t } from '@/i18n';
import { send } from '@/services/commands/send';
import { useCommand } from '@/services/commands/useCommand';
import { siteOf } from '@/services/operations/next';
import type { Operation, Resolution, TransitLot } from '@/services/types';
import type { FlowProps } from '../documents/OperationPage';
import { Finished, StepPage, tellDone } from '../documents/steps/StepPage';

interface Settled { name: string; quantity: number; resolution: Resolution }

/** SettleFlow says what became of each piece that did not arrive. */
export function SettleFlow({ operation: op, onLeave }: FlowProps) {
  const last = useRef<Settled>(undefined);
  const command = useCommand(send.transfer.settle, (o) => {
    const s = last.current;
    if (s) tellDone(t('settle.posted', { count: s.quantity, name: s.name, resolution: t(`settle.${s.resolution}`) }));
    if (o.status !== 'discrepancy') onLeave();
  });
  const site = siteOf(op, 'settle');
  return (
    <StepPage operation={op} title={t('settle.title', { number: op.number })} lead={site.name}>
      <CommandNotice command={command} />
      {op.transit.length === 0 && <Finished title={t('next.ended')} onLeave={onLeave} />}
      {op.transit.map((x) => (
        <SettleForm
          key={`${x.line_no}/${x.lot?.id ?? 0}/${x.quantity}`} operation={op} missing={x} site={site.name} busy={command.busy}
          onSettle={(s, note) => {
            last.current = s;
            void command.run({
              id: op.id,
              body: {
                lines: [{ line_no: x.line_no, quantity: s.quantity, resolution: s.resolution, ...(x.lot ? { lot_id: x.lot.id } : {}) }],
                ...(note ? { note } : {}),
              },
            });
          }}
        />
      ))}
    </StepPage>
  );
}

interface FormProps {
  operation: Operation;
  missing: TransitLot;
  site: string;
  busy: boolean;
  onSettle: (settled: Settled, note: string) => void;
}

function SettleForm({ operation: op, missing, site, busy, onSettle }: FormProps) {
  const [resolution, setResolution] = useState<Resolution>();
  const [quantity, setQuantity] = useState(missing.quantity);
  const [note, setNote] = useState('');
  const product = op.lines.find((l) => l.line_no === missing.line_no)?.product;
  if (!product) return null;
  const submit = (e: SyntheticEvent) => {
    e.preventDefault();
    if (resolution) onSettle({ name: product.name, quantity, resolution }, note.trim());
  };
  return (
    <Paper className="sf-card" p="md">
      <form onSubmit={submit} aria-label={product.name}>
        <Stack gap="sm">
          <Group justify="space-between" wrap="nowrap" align="flex-start">
            <div>
              <Text fw={650}>{product.name}</Text>
              <Text size="sm" c="dimmed"><span className="sf-code">{product.sku}</span>{missing.lot && <> · {missing.lot.code}</>}</Text>
            </div>
            <Text fw={650} c="var(--mantine-color-error)" style={{ whiteSpace: 'nowrap' }}>{t('settle.missing', { count: missing.quantity })}</Text>
          </Group>
          <Quantity name={product.name} product={{ base_unit: product.base_unit, packaging_units: [] }} value={quantity} onChange={setQuantity} max={missing.quantity} />
          <Radio.Group label={t('settle.resolution')} value={resolution ?? null} onChange={(v) => setResolution(v)}>
            <Stack gap="xs" mt={4}>
              {(['found', 'lost', 'damaged'] as const).map((r) => (
                <Radio.Card key={r} value={r} className="sf-choice" radius="md">
                  <Radio.Indicator aria-hidden />
                  <div><Text fw={600} lh={1.2}>{t(`settle.${r}`)}</Text><Text size="sm" c="dimmed" lh={1.3}>{t(`settle.${r}.help`, { site })}</Text></div>
                </Radio.Card>
              ))}
            </Stack>
          </Radio.Group>
          <Textarea label={t('settle.note')} placeholder={t('common.optional')} value={note} onChange={(e) => setNote(e.currentTarget.value)} maxLength={2000} autosize minRows={1} />
          <Button type="submit" size="xl" fullWidth disabled={!resolution} loading={busy}>{t('settle.submit', { count: quantity })}</Button>
        </Stack>
      </form>
    </Paper>
  );
}
