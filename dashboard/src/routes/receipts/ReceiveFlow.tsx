import { useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { number, t } from '@/i18n';
import { send } from '@/services/commands/send';
import { useCommand } from '@/services/commands/useCommand';
import { binsQuery } from '@/services/queries';
import type { FlowProps } from '../documents/OperationPage';
import { dueOf, receiptArrivalBody, type Arrival } from '../documents/steps/arrival';
import { ArrivalView } from '../documents/steps/ArrivalView';
import { tellDone, tellKept } from '../documents/steps/StepPage';

/** ReceiveFlow counts in what a supplier has sent. */
export function ReceiveFlow({ operation: op, onLeave }: FlowProps) {
  const { data: bins = [] } = useQuery(binsQuery(op.warehouse.id));
  const [posted, setPosted] = useState(0);
  const last = useRef<Arrival[]>([]);
  const command = useCommand(send.receipt.receive, (outcome) => {
    const [one] = last.current;
    const waits = (outcome.approval_ids?.length ?? 0) > 0;
    if (one) tellDone(t(waits ? 'receive.pending.posted' : 'receive.posted', { count: one.quantity, name: last.current.length > 1 ? op.number : one.line.product.name }), waits ? 'yellow' : 'pine');
    setPosted((n) => n + 1);
  }, () => { tellKept(); setPosted((n) => n + 1); });
  const due = dueOf(op);
  const waiting = due.filter((d) => d.quantity > 0);
  const post = (arrivals: Arrival[]) => {
    last.current = arrivals;
    void command.run({ id: op.id, body: { lines: arrivals.map(receiptArrivalBody) } });
  };
  const simple = waiting.every((d) => !d.line.product.tracks_lots);
  const total = waiting.reduce((n, d) => n + d.quantity, 0);
  return (
    <ArrivalView
      operation={op} site={op.warehouse} bins={bins} due={due} command={command} onLeave={onLeave} posted={posted} onArrival={(a) => post([a])}
      all={simple ? {
        label: t('receive.all', { count: number(total) }),
        take: () => post(waiting.map((d) => ({ line: d.line, quantity: d.quantity, condition: 'good' }))),
      } : undefined}
    />
  );
}
