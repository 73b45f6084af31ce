import { Button, Group, Paper, Stack, Text, TextInput, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { CommandNotice } from '@/components/CommandNotice';
import { KindIcon } from '@/components/status';
import { date, relative, t, tn } from '@/i18n';
import { send } from '@/services/commands/send';
import { useCommand } from '@/services/commands/useCommand';
import { takesSecondPerson } from '@/services/operations/next';
import { pathOf } from '@/services/operations/paths';
import { useActor } from '@/services/session/session';
import type { Approval } from '@/services/types';
import { tellDone } from '../documents/steps/StepPage';

/** ApprovalCard is one decision: what it is about, what each answer brings, and the two buttons. */
export function ApprovalCard({ approval: a }: { approval: Approval }) {
  const [note, setNote] = useState('');
  const approve = useCommand(send.approve, () => tellDone(t('approvals.done.approved', { number: a.operation.number })));
  const refuse = useCommand(send.refuse, () => tellDone(t('approvals.done.refused', { number: a.operation.number }), 'gray'));
  const actor = useActor();
  const second = takesSecondPerson(actor, a);
  const busy = approve.busy || refuse.busy;
  const input = { id: a.id, body: note.trim() ? { note: note.trim() } : {} };
  return (
    <Paper className="sf-card" p="md" component="article" aria-labelledby={`a-${a.id}`}>
      <Stack gap="sm">
        <Group gap="sm" wrap="nowrap" align="flex-start">
          <KindIcon kind={a.operation.kind} />
          <div style={{ minWidth: 0 }}>
            <Title order={2} size="h4" id={`a-${a.id}`}>{t(`approvals.${a.kind}`)}</Title>
            <Text>{what(a)}</Text>
            <Text size="sm" c="dimmed">{t('approvals.asked', { name: a.requested_by.name, when: relative(a.requested_at) })} · {a.warehouse.name}</Text>
            <Link to={pathOf(a.operation.kind)} params={{ id: a.operation.id }} className="sf-inline">{t('approvals.look', { number: a.operation.number })}</Link>
          </div>
        </Group>
        <TextInput label={t('approvals.note')} placeholder={t('common.optional')} value={note} maxLength={2000} onChange={(e) => setNote(e.currentTarget.value)} />
        <CommandNotice command={approve} />
        <CommandNotice command={refuse} />
        <Group grow align="flex-start">
          <Stack gap={4}>
            <Button size="lg" variant="default" disabled={busy && !refuse.busy} loading={refuse.busy} onClick={() => void refuse.run(input)}>{t('approvals.refuse')}</Button>
            <Text size="sm" c="dimmed">{t(`approvals.refuse.${a.kind}`)}</Text>
          </Stack>
          <Stack gap={4}>
            {second ? <Text>{t('error.second_person_required')}</Text> : (
              <>
                <Button size="lg" disabled={busy && !approve.busy} loading={approve.busy} onClick={() => void approve.run(input)}>{t('approvals.approve')}</Button>
                <Text size="sm" c="dimmed">{t(`approvals.approve.${a.kind}`)}</Text>
              </>
            )}
          </Stack>
        </Group>
      </Stack>
    </Paper>
  );
}

function what(a: Approval): string {
  if (a.kind === 'transfer') return tn('approvals.transfer.detail', a.quantity, { from: a.warehouse.name, to: a.destination?.name ?? '?' });
  if (a.kind !== 'over_receipt') return tn(`approvals.${a.kind}.detail`, a.quantity);
  const { received: r } = a;
  return [
    t('approvals.over_receipt.detail', { count: a.quantity, name: a.product?.name ?? '' }),
    r?.condition === 'damaged' ? t('receive.damaged') : undefined,
    r?.lot_code ? `${t('receive.lot')} ${r.lot_code}` : undefined,
    r?.expires_on ? t('stock.expires', { date: date(r.expires_on) }) : undefined,
  ].filter(Boolean).join(' · ');
}
