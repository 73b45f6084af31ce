import { Button, Group, Modal, Stack, Text, Textarea } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { CommandNotice } from '@/components/CommandNotice';
import { t } from '@/i18n';
import { useCommand } from '@/services/commands/useCommand';
import type { Step } from '@/services/operations/next';
import type { Operation } from '@/services/types';
import type { Confirmation } from './confirmations';

function nameIn(op: Operation) {
  return (lineNo: number) => op.lines.find((l) => l.line_no === lineNo)?.product.name;
}

/** DirectStep takes a step that needs no question, and tells what became of it. */
export function DirectStep({ operation, confirmation, onSettled }: { operation: Operation; confirmation: Confirmation; onSettled: () => void }) {
  const command = useCommand(confirmation.post);
  const begun = useRef(false);
  useEffect(() => {
    // Mounting is the tap; mounting again in development is not.
    if (begun.current) return;
    begun.current = true;
    void command.run({ id: operation.id, body: confirmation.body(undefined) }).then(onSettled);
  }, [command, operation.id, confirmation, onSettled]);
  if (command.state.phase === 'sending') return <Text role="status">{t('command.sending')}</Text>;
  return <CommandNotice command={command} nameOf={nameIn(operation)} />;
}

interface Props {
  step: Step;
  operation: Operation;
  confirmation: Confirmation;
  onClose: () => void;
}

/** ConfirmDialog spells the consequences out before a step is taken. */
export function ConfirmDialog({ step, operation, confirmation, onClose }: Props) {
  const [reason, setReason] = useState('');
  const command = useCommand(confirmation.post, onClose);
  return (
    <Modal opened onClose={onClose} title={`${t(`step.${step}`)} · ${operation.number}`}>
      <Stack>
        <Text>{confirmation.consequences?.(operation)}</Text>
        {confirmation.asksReason && (
          <Textarea label={t('confirm.reason')} placeholder={t('common.optional')} value={reason} maxLength={500} onChange={(e) => setReason(e.currentTarget.value)} autosize minRows={2} />
        )}
        <CommandNotice command={command} nameOf={nameIn(operation)} />
        <Group grow>
          <Button variant="default" size="lg" onClick={onClose}>{t('common.back')}</Button>
          <Button
            size="lg" color={confirmation.grave ? 'red.8' : undefined} loading={command.busy} data-autofocus
            onClick={() => void command.run({ id: operation.id, body: confirmation.body(reason.trim() || undefined) })}
          >
            {t(`step.${step}`)}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
