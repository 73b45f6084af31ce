import { useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { t, tn } from '@/i18n';
import { send } from '@/services/commands/send';
import { useCommand } from '@/services/commands/useCommand';
import { onRoadOf, siteOf } from '@/services/operations/next';
import { binsQuery } from '@/services/queries';
import type { FlowProps } from '../documents/OperationPage';
import { dueOf, transferArrivalBody, type Arrival } from '../documents/steps/arrival';
import { ArrivalView } from '../documents/steps/ArrivalView';
import { tellDone, tellKept } from '../documents/steps/StepPage';

/** ReceiveFlow books in at the destination what has come off the road. */
export function ReceiveFlow(props: FlowProps) {
  return <RoadFlow {...props} step="receive" />;
}

/** ReturnFlow books in at the source what came back. */
export function ReturnFlow(props: FlowProps) {
  return <RoadFlow {...props} step="receive_return" />;
}

function RoadFlow({ operation: op, onLeave, step }: FlowProps & { step: 'receive' | 'receive_return' }) {
  const site = siteOf(op, step);
  const { data: bins = [] } = useQuery(binsQuery(site.id));
  const [posted, setPosted] = useState(0);
  const last = useRef<Arrival>(undefined);
  const command = useCommand(step === 'receive' ? send.transfer.receive : send.transfer.receiveReturn, (outcome) => {
    if (last.current) tellDone(t('receive.posted', { count: last.current.quantity, name: last.current.line.product.name }));
    setPosted((n) => n + 1);
    if (outcome.status === 'closed' || outcome.status === 'returned') onLeave();
  }, () => { tellKept(); setPosted((n) => n + 1); });
  return (
    <ArrivalView
      operation={op} site={site} bins={bins} due={dueOf(op)} command={command} onLeave={onLeave} posted={posted}
      onArrival={(a) => {
        last.current = a;
        void command.run({ id: op.id, body: { lines: [transferArrivalBody(a)] } });
      }}
      all={{
        label: tn('receive.all.transfer', onRoadOf(op)),
        take: () => {
          last.current = undefined;
          // No lines means all that is on the way.
          void command.run({ id: op.id, body: {} });
        },
      }}
    />
  );
}
