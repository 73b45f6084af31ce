import { Alert, Button, Group, Modal, Paper, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconAlertTriangle, IconCheck } from '@tabler/icons-react';
import { useState } from 'react';
import { CommandNotice } from '@/components/CommandNotice';
import { Quantity } from '@/components/Quantity';
import { ScanField } from '@/components/ScanField';
import { date, number, t, tn } from '@/i18n';
import type { Command } from '@/services/commands/useCommand';
import type { Pick } from '@/services/operations/picks';
import type { Operation } from '@/services/types';
import { Finished, StepPage } from '../documents/steps/StepPage';

/** Scanned is what the last scan said about the current pick. */
export interface Scanned {
  pick: string;
  right: boolean;
  code?: string;
  /** The name of the wrong item, where it is known. */
  name?: string;
  /** Where the wrong item is to be picked later. */
  bin?: string;
  problem?: string;
}

interface Props {
  operation: Operation;
  picks: Pick[];
  total: number;
  scanned?: Scanned;
  command: Sending;
  onScan: (code: string) => void;
  /** Takes the item for the right one although it can't be scanned. */
  onUnscanned: () => void;
  onLater: () => void;
  onPick: (pick: Pick, quantity: number) => void;
  onAll: () => void;
  onLeave: () => void;
}

type Sending = { state: Command<never>['state']; busy: boolean; retry: () => void };

/** PickView shows one stop of the round, large: go there, take that, scan it. */
export function PickView(props: Props) {
  const { operation: op, picks, total, command, onAll, onLeave } = props;
  const [asking, { open, close }] = useDisclosure(false);
  const [current, ...rest] = picks;
  if (!current) {
    return (
      <StepPage operation={op} title={t('pick.title', { number: op.number })} lead={op.partner}>
        <Finished title={t('pick.finished.title')} detail={t('pick.finished.detail')} onLeave={onLeave} />
      </StepPage>
    );
  }
  return (
    <StepPage operation={op} title={t('pick.title', { number: op.number })} lead={`${tn('pick.left', picks.length)} · ${tn('pieces', total)}`}>
      <Current key={`${current.key}/${current.hold.quantity}`} {...props} current={current} />
      {rest.length > 0 && (
        <Paper className="sf-card" p="md" component="section" aria-labelledby="then">
          <Title order={2} size="h5" id="then" mb="xs">{t('pick.later')}</Title>
          {rest.slice(0, 30).map((p) => (
            <Group key={p.key} justify="space-between" wrap="nowrap" py={6}>
              <Text truncate><b className="sf-code">{p.hold.location.code}</b> · {p.line.product.name}</Text>
              <Text fw={650}>{number(p.hold.quantity)}</Text>
            </Group>
          ))}
        </Paper>
      )}
      <Button variant="subtle" size="md" h={44} onClick={open}>{t('pick.all')}</Button>
      <Modal opened={asking} onClose={close} title={t('pick.all')}>
        <Stack>
          <Text>{t('pick.all.confirm', { count: total })}</Text>
          <Group grow>
            <Button variant="default" size="lg" onClick={close}>{t('common.back')}</Button>
            <Button size="lg" loading={command.busy} onClick={() => { close(); onAll(); }}>{t('pick.submit', { count: total })}</Button>
          </Group>
        </Stack>
      </Modal>
    </StepPage>
  );
}

function Current({ current, scanned, command, onScan, onUnscanned, onLater, onPick, picks }: Props & { current: Pick }) {
  const [quantity, setQuantity] = useState(current.hold.quantity);
  const { product } = current.line;
  const { lot } = current.hold;
  return (
    <Stack gap="sm">
      <Paper className="sf-card" p="md">
        <Stack gap="sm">
          <SimpleGrid cols={2}>
            <div>
              <Text c="dimmed" size="sm">{t('pick.go')}</Text>
              <Text fw={700} fz={28} lh={1.1} className="sf-code">{current.hold.location.code}</Text>
            </div>
            <div>
              <Text c="dimmed" size="sm">{t('pick.take')}</Text>
              <Text fw={700} fz={28} lh={1.1}>{number(current.hold.quantity)} <Text span size="md">{product.base_unit}</Text></Text>
            </div>
          </SimpleGrid>
          <div>
            <Text fw={650} size="xl" lh={1.25}>{product.name}</Text>
            <Text c="dimmed">
              <span className="sf-code">{product.sku}</span>
              {lot && <> · {t('receive.lot')} <b>{lot.code}</b>{lot.expires_on && <> · {t('stock.expires', { date: date(lot.expires_on) })}</>}</>}
            </Text>
          </div>
        </Stack>
      </Paper>
      {!scanned?.right && <ScanField label={t('pick.confirm')} placeholder={t('scan.item.placeholder')} onScan={onScan} autoFocus />}
      {scanned && !scanned.right && <Wrong scanned={scanned} needed={product.name} />}
      <CommandNotice command={command} />
      {scanned?.right && (
        <Paper className="sf-card sf-right" p="md">
          <Stack gap="sm">
            <Group gap="xs" role="status"><IconCheck size={24} aria-hidden /><Text fw={650} size="lg">{t('pick.right')}</Text></Group>
            <Quantity name={product.name} product={{ base_unit: product.base_unit, packaging_units: [] }} value={quantity} onChange={setQuantity} max={current.hold.quantity} />
            <Button size="xl" fullWidth loading={command.busy} onClick={() => onPick(current, quantity)} data-autofocus>{t('pick.submit', { count: quantity })}</Button>
          </Stack>
        </Paper>
      )}
      <Group gap="xs" grow>
        {!scanned?.right && <Button variant="default" size="md" h={48} px="xs" onClick={onUnscanned}>{t('pick.unscanned')}</Button>}
        {picks.length > 1 && <Button variant="default" size="md" h={48} px="xs" onClick={onLater}>{t('pick.skip')}</Button>}
      </Group>
    </Stack>
  );
}

function Wrong({ scanned, needed }: { scanned: Scanned; needed: string }) {
  return (
    <Alert variant="filled" color="red.8" role="alert" className="sf-refused sf-loud" icon={<IconAlertTriangle />} title={scanned.problem ?? t('pick.wrong.title')}>
      {!scanned.problem && (
        <Stack gap={4}>
          <span>{t('pick.wrong.detail', { scanned: scanned.name ?? scanned.code ?? '', needed })}</span>
          {scanned.bin && scanned.name && <span>{t('pick.wrong.other', { name: scanned.name, bin: scanned.bin })}</span>}
        </Stack>
      )}
    </Alert>
  );
}
