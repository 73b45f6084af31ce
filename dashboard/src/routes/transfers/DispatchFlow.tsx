import { Button, Paper, Radio, SimpleGrid, Stack, Text, TextInput } from '@mantine/core';
import { useState, type SyntheticEvent } from 'react';
import { CommandNotice } from '@/components/CommandNotice';
import { placeWords } from '@/components/operationWords';
import { dateTime, t } from '@/i18n';
import { send } from '@/services/commands/send';
import { useCommand } from '@/services/commands/useCommand';
import type { FlowProps } from '../documents/OperationPage';
import { StepPage, tellDone, tellKept } from '../documents/steps/StepPage';
import { etaIn, etaOfInput, presetDays } from './eta';

/** DispatchFlow sends a transfer on its way and says when it is expected. */
export function DispatchFlow({ operation: op, onLeave }: FlowProps) {
  const [choice, setChoice] = useState(op.eta ? 'kept' : '1');
  const [other, setOther] = useState('');
  const [carrier, setCarrier] = useState('');
  const [tracking, setTracking] = useState('');
  const [now] = useState(() => new Date());
  const command = useCommand(send.transfer.dispatch, (o) => {
    tellDone(t('command.done', { number: o.number, status: t(`status.${o.status}`) }));
    onLeave();
  }, () => { tellKept(); onLeave(); });
  const etas = presetDays.map((days) => ({ days, eta: etaIn(days, now) }));
  const eta = choice === 'kept' ? op.eta : choice === 'other' ? etaOfInput(other) : etaIn(Number(choice), now);
  const submit = (e: SyntheticEvent) => {
    e.preventDefault();
    void command.run({
      id: op.id,
      body: { ...(eta ? { eta } : {}), ...(carrier.trim() ? { carrier: carrier.trim() } : {}), ...(tracking.trim() ? { tracking: tracking.trim() } : {}) },
    });
  };
  return (
    <StepPage operation={op} title={t('dispatch.title', { number: op.number })} lead={placeWords(op)}>
      <form onSubmit={submit}>
        <Stack>
          <Paper className="sf-card" p="md">
            <Stack>
              <Radio.Group label={t('dispatch.eta')} value={choice} onChange={setChoice}>
                <SimpleGrid cols={2} spacing="xs" mt={4}>
                  {op.eta && <Choice value="kept" label={dateTime(op.eta)} />}
                  {etas.map(({ days, eta: at }) => <Choice key={days} value={String(days)} label={dayWords(days)} detail={dateTime(at)} />)}
                  <Choice value="other" label={t('dispatch.eta.other')} />
                </SimpleGrid>
              </Radio.Group>
              {choice === 'other' && <TextInput type="datetime-local" label={t('dispatch.eta')} value={other} onChange={(e) => setOther(e.currentTarget.value)} required />}
              <TextInput label={t('dispatch.carrier')} placeholder={t('common.optional')} value={carrier} maxLength={100} onChange={(e) => setCarrier(e.currentTarget.value)} />
              <TextInput label={t('dispatch.tracking')} placeholder={t('common.optional')} value={tracking} maxLength={100} onChange={(e) => setTracking(e.currentTarget.value)} autoComplete="off" />
            </Stack>
          </Paper>
          <CommandNotice command={command} />
          <Button type="submit" size="xl" fullWidth loading={command.busy} className="sf-dock">{t('dispatch.transfer')}</Button>
        </Stack>
      </form>
    </StepPage>
  );
}

function dayWords(days: number): string {
  if (days === 0) return t('dispatch.eta.today');
  return days === 1 ? t('dispatch.eta.tomorrow') : t('dispatch.eta.days', { count: days });
}

function Choice({ value, label, detail }: { value: string; label: string; detail?: string }) {
  return (
    <Radio.Card value={value} className="sf-choice" radius="md">
      <Radio.Indicator aria-hidden />
      <div><Text fw={600} lh={1.2}>{label}</Text>{detail && <Text size="sm" c="dimmed" lh={1.2}>{detail}</Text>}</div>
    </Radio.Card>
  );
}
