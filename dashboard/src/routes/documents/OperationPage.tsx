import { useQuery, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { ComponentType, ReactNode } from 'react';
import { next, type Step } from '@/services/operations/next';
import { pathOf } from '@/services/operations/paths';
import { toPutAway } from '@/services/operations/placed';
import { useQueuedFor } from '@/services/outbox';
import { withoutQueued, withQueued } from '@/services/outbox/overlay';
import { factorIn } from '@/services/outbox/subject';
import { operationMovementsQuery, operationQuery } from '@/services/queries';
import { useActor, type Actor } from '@/services/session/session';
import type { Operation } from '@/services/types';
import type { Confirmations } from './confirmations';
import { OperationView } from './OperationView';

/** FlowProps is what the screen of a step gets. */
export interface FlowProps {
  operation: Operation;
  actor: Actor;
  /** Leaves the step, back to the document. */
  onLeave: () => void;
}

interface Props {
  id: string;
  step?: Step;
  /** The steps that have a screen of their own. */
  flows: Partial<Record<Step, ComponentType<FlowProps>>>;
  /** The steps that are one question. */
  confirmations: Confirmations;
  /** How many lines of a count nobody has counted. */
  left?: number;
  /** Stands in the place of the lines. */
  lines?: ReactNode;
}

/** OperationPage follows one document and leads through its steps. */
export function OperationPage({ id, step, flows, confirmations, left, lines }: Props) {
  const actor = useActor();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const { data: read } = useSuspenseQuery(operationQuery(id));
  const waiting = useQueuedFor(id);
  const operation = withQueued(read, waiting, (product, unit) => factorIn(queries, product, unit));
  const { data: movements = [] } = useQuery({ ...operationMovementsQuery(id), enabled: operation.kind === 'receipt' });
  const away = operation.kind === 'receipt' ? withoutQueued(toPutAway(movements), waiting).reduce((n, p) => n + p.quantity, 0) : 0;
  const n = next(operation, actor, operation.kind === 'count' ? left : away);

  const go = (to?: Step) => void navigate({ to: pathOf(operation.kind), params: { id }, search: to ? { step: to } : {} });
  const leave = () => void navigate({ to: pathOf(operation.kind), params: { id }, search: {}, replace: true });
  const Flow = step && flows[step];
  if (Flow) return <Flow operation={operation} actor={actor} onLeave={leave} />;
  return (
    <OperationView
      operation={operation} next={n} confirmations={confirmations} waiting={waiting.length} lines={lines}
      onStep={(s) => {
        if (s === 'decide') void navigate({ to: '/approvals' });
        else go(s);
      }}
    />
  );
}
