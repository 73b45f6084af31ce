import type { Actor } from '../session/session';
import type { Approval, OperationSummary, Status, WarehouseRef } from '../types';

/** Step is something that a person can do to an operation. */
export type Step =
  | 'receive' | 'put_away' | 'close' | 'close_short' | 'undo'
  | 'reserve' | 'pick' | 'pack'
  | 'count' | 'submit' | 'recount'
  | 'dispatch' | 'settle' | 'receive_return' | 'close_missing' | 'turn_back'
  | 'cancel' | 'decide';

/** Waiting says whose turn it is when it isn't the reader's. */
export type Waiting = 'approval' | 'settle' | 'source' | 'destination' | 'return' | 'cancelling' | 'site';

/** Next is what comes next on an operation, for one person. */
export interface Next {
  /** The one thing to do; missing when somebody else has to, or nothing is left. */
  primary?: Step;
  /** How many pieces the primary step is about. */
  count: number;
  /** What else this person may do now. */
  others: Step[];
  waiting?: Waiting;
  /** Where the next step happens. */
  site: WarehouseRef;
  ended: boolean;
}

/** Subject is what next reads of an operation; a summary suffices. */
export type Subject = Pick<OperationSummary, 'kind' | 'status' | 'ended' | 'warehouse' | 'destination' | 'return_leg' | 'totals' | 'pending_approvals'> & {
  /** Known of a single document only, not in lists. */
  approvals?: Approval[];
};

/** expectedOf is what a receipt still expects; what waits for a manager has arrived. */
export function expectedOf(op: Pick<Subject, 'totals'>): number {
  const { quantity, received, damaged, pending } = op.totals;
  return Math.max(0, quantity - received - damaged - pending);
}

/** backorderOf is what a shipment has not reserved yet. */
export function backorderOf(op: Pick<Subject, 'totals'>): number {
  const { quantity, reserved, dispatched } = op.totals;
  return Math.max(0, quantity - reserved - dispatched);
}

/** toPickOf is what is reserved and still lies in its bins. */
export function toPickOf(op: Pick<Subject, 'totals'>): number {
  return Math.max(0, op.totals.reserved - op.totals.picked);
}

/** onRoadOf is what a transfer has on the way. */
export function onRoadOf(op: Pick<Subject, 'totals'>): number {
  const { dispatched, received, damaged, returned, lost, scrapped } = op.totals;
  return Math.max(0, dispatched - received - damaged - returned - lost - scrapped);
}

/** takesSecondPerson tells whether an approval is for somebody else than the reader, who asked for it. */
export function takesSecondPerson(actor: Actor, a: Pick<Approval, 'kind' | 'requested_by'>): boolean {
  return (a.kind === 'adjustment' || a.kind === 'count') && a.requested_by.id === actor.user.id;
}

function mayDecide(actor: Actor, op: Subject): boolean {
  const mine = pendingOf(op.approvals ?? []).some((a) => takesSecondPerson(actor, a));
  return actor.can('approve') && actor.actsIn(op.warehouse.id) && !mine;
}

/** pendingOf lists what waits for a manager. */
export function pendingOf(approvals: Approval[]): Approval[] {
  return approvals.filter((a) => a.status === 'pending');
}

/** next tells what comes next. left is what of a receipt still lies in receiving, and how many lines of a count nobody has counted. */
export function next(op: Subject, actor: Actor, left?: number): Next {
  const n = stepsOf(op, actor, left);
  // The API refuses what a role or a site may not do; here it isn't offered.
  const allowed = (s: Step) => actor.can(permissionOf(op, s)) && actor.actsIn(siteOf(op, s).id);
  const primary = n.primary && allowed(n.primary) ? n.primary : undefined;
  return {
    primary,
    count: n.count ?? 0,
    others: (n.others ?? []).filter(allowed),
    waiting: primary ? undefined : (n.waiting ?? (op.ended ? undefined : 'site')),
    site: n.primary ? siteOf(op, n.primary) : op.warehouse,
    ended: op.ended,
  };
}

interface Draft { primary?: Step; count?: number; others?: Step[]; waiting?: Waiting }

function stepsOf(op: Subject, actor: Actor, left: number | undefined): Draft {
  switch (op.kind) {
    case 'receipt': return receiptSteps(op, left ?? 0);
    case 'shipment': return shipmentSteps(op);
    case 'transfer': return transferSteps(op, actor);
    case 'count': return countSteps(op, actor, left);
    case 'adjustment': return correctionSteps(op, actor);
    case 'return': case 'move': return {};
  }
}

function receiptSteps(op: Subject, toPutAway: number): Draft {
  const expected = expectedOf(op);
  const away: Step[] = toPutAway > 0 ? ['put_away'] : [];
  switch (op.status) {
    case 'expected':
      return { primary: 'receive', count: expected, others: ['close_short', 'cancel'] };
    case 'receiving':
      if (expected > 0) return { primary: 'receive', count: expected, others: [...away, ...(op.pending_approvals ? [] : ['close_short' as const]), 'undo'] };
      if (op.pending_approvals > 0) return { primary: 'decide', waiting: 'approval', others: [...away, 'undo'] };
      if (toPutAway > 0) return { primary: 'put_away', count: toPutAway, others: ['receive', op.totals.received + op.totals.damaged < op.totals.quantity ? 'close_short' : 'close', 'undo'] };
      return { primary: op.totals.received + op.totals.damaged < op.totals.quantity ? 'close_short' : 'close', others: ['receive', 'undo'] };
    case 'closed': case 'closed_short':
      return toPutAway > 0 ? { primary: 'put_away', count: toPutAway, others: ['undo'] } : { others: ['undo'] };
    default:
      return {};
  }
}

function shipmentSteps(op: Subject): Draft {
  const backorder: Step[] = backorderOf(op) > 0 ? ['reserve'] : [];
  const toPick = toPickOf(op);
  switch (op.status) {
    case 'reserved': case 'picking':
      return { primary: 'pick', count: toPick, others: [...backorder, 'cancel'] };
    case 'backordered':
      if (toPick > 0) return { primary: 'pick', count: toPick, others: ['reserve', 'cancel'] };
      return { primary: 'reserve', count: backorderOf(op), others: ['cancel'] };
    case 'picked':
      return { primary: 'pack', others: [...backorder, 'cancel'] };
    case 'packed':
      return { primary: 'dispatch', others: ['cancel'] };
    case 'cancelling':
      return { waiting: 'cancelling' };
    default:
      return {};
  }
}

function transferSteps(op: Subject, actor: Actor): Draft {
  switch (op.status) {
    case 'awaiting_approval':
      return { primary: mayDecide(actor, op) ? 'decide' : undefined, waiting: 'approval', others: ['cancel'] };
    case 'reserved':
      return { primary: 'dispatch', count: op.totals.reserved, waiting: 'source', others: ['cancel'] };
    case 'in_transit': case 'partially_received':
      return { primary: 'receive', count: onRoadOf(op), waiting: 'destination', others: ['close_missing', 'turn_back'] };
    case 'discrepancy':
      return { primary: 'settle', count: onRoadOf(op), waiting: 'settle' };
    case 'returning':
      return { primary: 'receive_return', count: onRoadOf(op), waiting: 'return', others: ['close_missing'] };
    default:
      return {};
  }
}

function correctionSteps(op: Subject, actor: Actor): Draft {
  if (op.status !== 'awaiting_approval') return {};
  return { primary: mayDecide(actor, op) ? 'decide' : undefined, waiting: 'approval', others: ['cancel'] };
}

function countSteps(op: Subject, actor: Actor, left: number | undefined): Draft {
  switch (op.status) {
    case 'counting': case 'recounting':
      // In lists nobody knows how many are left.
      if (left === 0) return { primary: 'submit', others: ['count', 'recount', 'cancel'] };
      return { primary: 'count', count: left ?? op.totals.lines, others: ['submit', 'cancel'] };
    case 'awaiting_approval':
      return { primary: mayDecide(actor, op) ? 'decide' : undefined, waiting: 'approval', others: ['recount', 'cancel'] };
    default:
      return {};
  }
}

/** siteOf is the warehouse in which a step happens. */
export function siteOf(op: Pick<Subject, 'kind' | 'warehouse' | 'destination' | 'return_leg'>, step: Step): WarehouseRef {
  if (op.kind !== 'transfer' || !op.destination) return op.warehouse;
  switch (step) {
    case 'receive': return op.destination;
    case 'close_missing': case 'settle': return op.return_leg ? op.warehouse : op.destination;
    default: return op.warehouse;
  }
}

const permissions: Record<Subject['kind'], Partial<Record<Step, string>>> = {
  receipt: { receive: 'receive_receipt', put_away: 'put_away_receipt', close: 'close_receipt', close_short: 'close_receipt', undo: 'undo_receipt', cancel: 'cancel_receipt' },
  shipment: { reserve: 'reserve_shipment', pick: 'pick_shipment', pack: 'pack_shipment', dispatch: 'dispatch_shipment', cancel: 'cancel_shipment' },
  transfer: {
    dispatch: 'dispatch_transfer', receive: 'receive_transfer', close_missing: 'close_transfer', settle: 'settle_transfer',
    cancel: 'cancel_transfer', turn_back: 'cancel_transfer', receive_return: 'receive_return',
  },
  count: { count: 'enter_count', submit: 'submit_count', recount: 'recount_count', cancel: 'cancel_count' },
  adjustment: { cancel: 'cancel_adjustment' }, return: {}, move: {},
};

function permissionOf(op: Pick<Subject, 'kind'>, step: Step): string {
  return step === 'decide' ? 'approve' : (permissions[op.kind][step] ?? step);
}

/** Tone is how a status looks: what runs, waits, went well or went wrong. */
export type Tone = 'active' | 'waiting' | 'good' | 'bad' | 'quiet';

/** toneOf gives the tone of a status. */
export function toneOf(status: Status): Tone {
  switch (status) {
    case 'awaiting_approval': case 'backordered': case 'expected': return 'waiting';
    case 'discrepancy': case 'returning': case 'cancelling': case 'recounting': return 'bad';
    case 'closed': case 'dispatched': return 'good';
    case 'closed_short': case 'undone': case 'expired': case 'returned': case 'refused': case 'cancelled': return 'quiet';
    default: return 'active';
  }
}
