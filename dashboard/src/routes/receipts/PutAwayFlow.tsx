import { useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { t } from '@/i18n';
import { send } from '@/services/commands/send';
import { useCommand } from '@/services/commands/useCommand';
import { toPutAway } from '@/services/operations/placed';
import { useQueuedFor } from '@/services/outbox';
import { withoutQueued } from '@/services/outbox/overlay';
import { binsQuery, operationMovementsQuery } from '@/services/queries';
import type { FlowProps } from '../documents/OperationPage';
import { tellDone, tellKept } from '../documents/steps/StepPage';
import { PutAwayView, type Move } from './PutAwayView';

/** PutAwayFlow carries received goods from the dock to their bins. */
export function PutAwayFlow({ operation: op, onLeave }: FlowProps) {
  const { data: bins = [] } = useQuery(binsQuery(op.warehouse.id));
  const { data: movements = [] } = useQuery(operationMovementsQuery(op.id));
  const [posted, setPosted] = useState(0);
  const last = useRef<Move>(undefined);
  const waiting = useQueuedFor(op.id);
  const next = () => setPosted((n) => n + 1);
  const command = useCommand(send.receipt.putAway, () => {
    const m = last.current;
    if (m) tellDone(t('putaway.posted', { count: m.quantity, name: m.from.product.name, bin: m.to.code }));
    next();
  }, () => { tellKept(); next(); });
  const move = (m: Move) => {
    last.current = m;
    void command.run({
      id: op.id,
      body: {
        moves: [{
          line_no: m.from.lineNo, quantity: m.quantity, from_location_id: m.from.location.id, to_location_id: m.to.id,
          ...(m.from.lot ? { lot_id: m.from.lot.id } : {}),
        }],
      },
    });
  };
  return <PutAwayView operation={op} placed={withoutQueued(toPutAway(movements), waiting)} bins={bins} command={command} onMove={move} onLeave={onLeave} posted={posted} />;
}
