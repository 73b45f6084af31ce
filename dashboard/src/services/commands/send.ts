import { client } from '../api';
import { toProblem } from '../problem';
import type { Body, CommandOutcome } from '../types';
import type { Answer, Ways } from './submission';

/** Outcomes come within this many seconds, or the command is followed. */
const patience = 8;

interface Reply {
  data?: unknown;
  error?: unknown;
  response: Response;
}

function headers(key: string) {
  return { 'Idempotency-Key': key, Prefer: `wait=${patience}` };
}

function read(reply: Reply): Answer<CommandOutcome> {
  if (reply.response.status === 202) {
    return { kind: 'accepted', commandId: (reply.data as Body<'PendingCommand'>).command_id };
  }
  if (reply.response.ok) return { kind: 'done', outcome: reply.data as CommandOutcome };
  return { kind: 'refused', problem: toProblem(reply.response, reply.error) };
}

/** Send is a kind of command: it posts an input under a key. */
export type Send<Input> = (input: Input, key: string) => Promise<Answer<CommandOutcome>>;

type CreatePath = '/receipts' | '/shipments' | '/transfers';
type StepPath =
  | `/receipts/{operation_id}/${'receive' | 'put-away' | 'close' | 'cancel' | 'undo'}`
  | `/shipments/{operation_id}/${'reserve' | 'pick' | 'pack' | 'dispatch' | 'cancel'}`
  | `/transfers/{operation_id}/${'dispatch' | 'receive' | 'close' | 'settle' | 'cancel' | 'receive-return'}`;
type DecisionPath = '/approvals/{approval_id}/approve' | '/approvals/{approval_id}/refuse';

function create<B>(path: CreatePath): Send<B> {
  return async (body, key) => read(await client.POST(path, { params: { header: headers(key) }, body: body as never }));
}

function step<B>(path: StepPath): Send<{ id: string; body: B }> {
  return async ({ id, body }, key) =>
    read(await client.POST(path, { params: { header: headers(key), path: { operation_id: id } }, body: body as never }));
}

function decision(path: DecisionPath): Send<{ id: string; body: Body<'Note'> }> {
  return async ({ id, body }, key) =>
    read(await client.POST(path, { params: { header: headers(key), path: { approval_id: id } }, body }));
}

/** send holds every command that the dashboard gives. */
export const send = {
  receipt: {
    create: create<Body<'NewReceipt'>>('/receipts'),
    receive: step<Body<'ReceiveReceipt'>>('/receipts/{operation_id}/receive'),
    putAway: step<Body<'PutAway'>>('/receipts/{operation_id}/put-away'),
    close: step<Body<'CloseReceipt'>>('/receipts/{operation_id}/close'),
    cancel: step<Body<'Cancel'>>('/receipts/{operation_id}/cancel'),
    undo: step<Body<'Cancel'>>('/receipts/{operation_id}/undo'),
  },
  shipment: {
    create: create<Body<'NewShipment'>>('/shipments'),
    reserve: step<Body<'Note'>>('/shipments/{operation_id}/reserve'),
    pick: step<Body<'Pick'>>('/shipments/{operation_id}/pick'),
    pack: step<Body<'Note'>>('/shipments/{operation_id}/pack'),
    dispatch: step<Body<'DispatchShipment'>>('/shipments/{operation_id}/dispatch'),
    cancel: step<Body<'Cancel'>>('/shipments/{operation_id}/cancel'),
  },
  transfer: {
    create: create<Body<'NewTransfer'>>('/transfers'),
    dispatch: step<Body<'DispatchTransfer'>>('/transfers/{operation_id}/dispatch'),
    receive: step<Body<'ReceiveTransfer'>>('/transfers/{operation_id}/receive'),
    close: step<Body<'Note'>>('/transfers/{operation_id}/close'),
    settle: step<Body<'Settle'>>('/transfers/{operation_id}/settle'),
    cancel: step<Body<'Cancel'>>('/transfers/{operation_id}/cancel'),
    receiveReturn: step<Body<'ReceiveTransfer'>>('/transfers/{operation_id}/receive-return'),
  },
  approve: decision('/approvals/{approval_id}/approve'),
  refuse: decision('/approvals/{approval_id}/refuse'),
};

/** waysOf gives a submission the real API. */
export function waysOf<Input>(post: Send<Input>): Ways<Input, CommandOutcome> {
  return {
    send: post,
    async follow(commandId) {
      const { data } = await client.GET('/commands/{command_id}', { params: { path: { command_id: commandId } } });
      if (data?.status === 'applied' && data.outcome) return { kind: 'done', outcome: data.outcome };
      if (data?.status === 'refused') {
        return { kind: 'refused', problem: data.problem ?? { status: 409, code: 'unknown' } };
      }
      return undefined;
    },
    newKey: () => crypto.randomUUID(),
    pause: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
  };
}
