import { client } from '../api';
import { ApiError, toProblem } from '../problem';
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

/** PostRequest is a command as it can be kept on the device and sent later. */
export interface PostRequest {
  path: CommandPath;
  params: Record<string, string>;
  body: unknown;
}

/** Send is a kind of command: it posts an input under a key. */
export interface Send<Input> {
  (input: Input, key: string): Promise<Answer<CommandOutcome>>;
  request: (input: Input) => PostRequest;
  /** Without network it waits on the device; what has to be decided on the spot doesn't. */
  keeps: boolean;
}

type CreatePath = '/receipts' | '/shipments' | '/transfers' | '/counts' | '/adjustments' | '/returns' | '/moves';
type StepPath =
  | `/receipts/{operation_id}/${'receive' | 'put-away' | 'close' | 'cancel' | 'undo'}`
  | `/shipments/{operation_id}/${'reserve' | 'pick' | 'pack' | 'dispatch' | 'cancel'}`
  | `/counts/{operation_id}/${'enter' | 'submit' | 'recount' | 'cancel'}`
  | '/adjustments/{operation_id}/cancel'
  | `/transfers/{operation_id}/${'dispatch' | 'receive' | 'close' | 'settle' | 'cancel' | 'receive-return'}`;
type DecisionPath = '/approvals/{approval_id}/approve' | '/approvals/{approval_id}/refuse';
type CommandPath = CreatePath | StepPath | DecisionPath;

/** postCommand sends a command under its key; the contract's types were checked where the request was made. */
export async function postCommand({ path, params, body }: PostRequest, key: string): Promise<Answer<CommandOutcome>> {
  return read(await client.POST(path as StepPath, { params: { header: headers(key), path: params as { operation_id: string } }, body: body as never }));
}

function sender<Input>(request: (input: Input) => PostRequest, keeps: boolean): Send<Input> {
  return Object.assign((input: Input, key: string) => postCommand(request(input), key), { request, keeps });
}

function create<B>(path: CreatePath): Send<B> {
  return sender((body: B) => ({ path, params: {}, body }), true);
}

/** The work of hands goes on without network; ends and undoings are asked for with the present state in sight. */
const atOnce = ['close', 'cancel', 'undo', 'settle', 'submit', 'recount'];

function step<B>(path: StepPath): Send<{ id: string; body: B }> {
  const keeps = !atOnce.some((s) => path.endsWith(`/${s}`));
  return sender(({ id, body }: { id: string; body: B }) => ({ path, params: { operation_id: id }, body }), keeps);
}

function decision(path: DecisionPath): Send<{ id: string; body: Body<'Note'> }> {
  return sender(({ id, body }: { id: string; body: Body<'Note'> }) => ({ path, params: { approval_id: id }, body }), false);
}

/** A suggestion is its own key: however often it is started, there is one transfer. */
async function startSuggestion({ key }: { key: string }): Promise<Answer<CommandOutcome>> {
  try {
    return read(await client.POST('/transfer-suggestions/{suggestion_key}/start', { params: { path: { suggestion_key: key }, header: { Prefer: `wait=${patience}` } } }));
  } catch (error) {
    if (error instanceof ApiError) return { kind: 'refused', problem: error.problem };
    throw error;
  }
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
  count: {
    create: create<Body<'NewCount'>>('/counts'),
    enter: step<Body<'CountEntries'>>('/counts/{operation_id}/enter'),
    submit: step<Body<'SubmitCount'>>('/counts/{operation_id}/submit'),
    recount: step<Body<'RecountCount'>>('/counts/{operation_id}/recount'),
    cancel: step<Body<'Cancel'>>('/counts/{operation_id}/cancel'),
  },
  adjustment: {
    create: create<Body<'NewAdjustment'>>('/adjustments'),
    cancel: step<Body<'Cancel'>>('/adjustments/{operation_id}/cancel'),
  },
  return: create<Body<'NewReturn'>>('/returns'),
  move: create<Body<'NewMove'>>('/moves'),
  suggestion: Object.assign(startSuggestion, {
    request: (): never => { throw new Error('a suggestion is started at once or not at all'); },
    keeps: false,
  }) as Send<{ key: string }>,
  approve: decision('/approvals/{approval_id}/approve'),
  refuse: decision('/approvals/{approval_id}/refuse'),
};

/** waysOf gives a submission the real API, and a place on the device where the network is missing. */
export function waysOf<Input>(post: Send<Input>, keeper?: Keeper): Ways<Input, CommandOutcome> {
  return {
    send: post,
    follow: followCommand,
    newKey: () => crypto.randomUUID(),
    pause: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
    ...(keeper && post.keeps ? {
      mustKeep: () => keeper.mustKeep(),
      keep: (input: Input, key: string) => keeper.keep(post.request(input), key),
    } : {}),
  };
}

/** Keeper keeps commands on the device until they can be sent. */
export interface Keeper {
  /** mustKeep: there is no network, or earlier commands still wait and must not be overtaken. */
  mustKeep(): boolean;
  keep(request: PostRequest, key: string): Promise<void>;
}

/** followCommand asks what became of an accepted command; undefined while it waits. */
export async function followCommand(commandId: string): Promise<Exclude<Answer<CommandOutcome>, { kind: 'accepted' }> | undefined> {
  const { data } = await client.GET('/commands/{command_id}', { params: { path: { command_id: commandId } } });
  if (data?.status === 'applied' && data.outcome) return { kind: 'done', outcome: data.outcome };
  if (data?.status === 'refused') {
    return { kind: 'refused', problem: data.problem ?? { status: 409, code: 'unknown' } };
  }
  return undefined;
}
