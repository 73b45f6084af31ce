import { Button, Paper, Stack, TextInput } from '@mantine/core';
import { useState, type SyntheticEvent } from 'react';
import { CommandNotice } from '@/components/CommandNotice';
import { t } from '@/i18n';
import { send } from '@/services/commands/send';
import { useCommand } from '@/services/commands/useCommand';
import type { FlowProps } from '../documents/OperationPage';
import { StepPage, tellDone, tellKept } from '../documents/steps/StepPage';

/** DispatchFlow lets a packed shipment leave. */
export function DispatchFlow({ operation: op, onLeave }: FlowProps) {
  const [carrier, setCarrier] = useState('');
  const [tracking, setTracking] = useState('');
  const command = useCommand(send.shipment.dispatch, (o) => {
    tellDone(t('command.done', { number: o.number, status: t(`status.${o.status}`) }));
    onLeave();
  }, () => { tellKept(); onLeave(); });
  const submit = (e: SyntheticEvent) => {
    e.preventDefault();
    const body = { ...(carrier.trim() ? { carrier: carrier.trim() } : {}), ...(tracking.trim() ? { tracking: tracking.trim() } : {}) };
    void command.run({ id: op.id, body });
  };
  return (
    <StepPage operation={op} title={t('dispatch.title', { number: op.number })} lead={op.partner}>
      <form onSubmit={submit}>
        <Stack>
          <Paper className="sf-card" p="md">
            <Stack>
              <TextInput label={t('dispatch.carrier')} placeholder={t('common.optional')} value={carrier} maxLength={100} onChange={(e) => setCarrier(e.currentTarget.value)} />
              <TextInput label={t('dispatch.tracking')} placeholder={t('common.optional')} value={tracking} maxLength={100} onChange={(e) => setTracking(e.currentTarget.value)} autoComplete="off" />
            </Stack>
          </Paper>
          <CommandNotice command={command} />
          <Button type="submit" size="xl" fullWidth loading={command.busy}>{t('dispatch.shipment')}</Button>
        </Stack>
      </form>
    </StepPage>
  );
}
