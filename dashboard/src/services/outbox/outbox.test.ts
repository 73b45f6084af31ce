import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Answer } from '../commands/submission';
import type { PostRequest } from '../commands/send';
import type { CommandOutcome } from '../types';
import { Outbox, type Surroundings } from './outbox';
import { browserStore } from './store';

const done: Answer<CommandOutcome> = { kind: 'done', outcome: { number: 'RC-1' } as CommandOutcome };
const refused = (status: number, code: string): Answer<CommandOutcome> => ({ kind: 'refused', problem: { status, code } });
const receive = (line: number): PostRequest => ({ path: '/receipts/{operation_id}/receive', params: { operation_id: 'a' }, body: { lines: [{ line_no: line, quantity: 1 }] } });

/** device is a browser: what is in its store stays through each new Outbox. */
function device(answer: (line: number, key: string) => Answer<CommandOutcome> | Error = () => done) {
  const sent: string[] = [];
  let keys = 0;
  const network = { on: false };
  const around: Surroundings = {
    store: browserStore(),
    ways: {
      send: vi.fn((request: PostRequest, key: string) => {
        const line = (request.body as { lines: { line_no: number }[] }).lines[0]!.line_no;
        sent.push(`${line}/${key}`);
        const a = answer(line, key);
        return a instanceof Error ? Promise.reject(a) : Promise.resolve(a);
      }),
      follow: () => Promise.resolve(undefined),
      pause: () => Promise.resolve(),
    },
    online: () => network.on,
    newKey: () => `new-${++keys}`,
    now: () => '2026-11-25T10:00:00Z',
    alone: (work: () => Promise<void>) => work(),
    tell: vi.fn(),
  };
  const start = async (userId = 7) => {
    const outbox = new Outbox(around);
    await outbox.open(userId);
    return outbox;
  };
  return { network, sent, start };
}

beforeEach(() => { globalThis.indexedDB = new IDBFactory(); });

describe('Outbox', () => {
  it('keeps commands through a restart and sends them in order, each once, under its own key', async () => {
    const { network, sent, start } = device();
    const before = await start();
    for (let n = 1; n <= 10; n++) await before.keep(receive(n), `k${n}`, '');
    expect(sent).toEqual([]);
    network.on = true;
    const after = await start();
    expect(after.items).toHaveLength(10);
    await after.drain();
    expect(sent).toEqual(Array.from({ length: 10 }, (_, i) => `${i + 1}/k${i + 1}`));
    expect(after.items).toEqual([]);
    expect((await start()).items).toEqual([]);
  });

  it('turns a refusal into a task and goes on with what follows', async () => {
    const { network, start } = device((line) => (line === 2 ? refused(409, 'exceeds_expected') : done));
    const outbox = await start();
    for (let n = 1; n <= 3; n++) await outbox.keep(receive(n), `k${n}`, '');
    network.on = true;
    await outbox.drain();
    expect((await start()).items).toMatchObject([{ key: 'k2', state: 'refused', problem: { code: 'exceeds_expected' } }]);
    expect(outbox.mustKeep(), 'a refused command holds nothing up').toBe(false);
  });

  it('stops where there is no answer, and begins there again under the same key', async () => {
    let down = true;
    const { network, sent, start } = device((line) => (line === 2 && down ? new TypeError('offline') : done));
    const outbox = await start();
    for (let n = 1; n <= 3; n++) await outbox.keep(receive(n), `k${n}`, '');
    network.on = true;
    await outbox.drain();
    expect(outbox.items.map((c) => c.key)).toEqual(['k2', 'k3']);
    expect(sent).not.toContain('3/k3');
    down = false;
    await outbox.drain();
    expect(sent.at(-2)).toBe('2/k2');
    expect(outbox.items).toEqual([]);
  });

  it('waits for the person to sign in again', async () => {
    let session = false;
    const { network, start } = device(() => (session ? done : refused(401, 'unauthenticated')));
    const outbox = await start();
    await outbox.keep(receive(1), 'k1', '');
    network.on = true;
    await outbox.drain();
    expect(outbox.items).toMatchObject([{ key: 'k1', state: 'waiting' }]);
    session = true;
    await outbox.drain();
    expect(outbox.items).toEqual([]);
  });

  it('sends nobody else’s commands', async () => {
    const { network, sent, start } = device();
    await (await start(7)).keep(receive(1), 'k1', '');
    network.on = true;
    const other = await start(8);
    await other.drain();
    expect(other.items).toEqual([]);
    expect(sent).toEqual([]);
  });

  it('keeps a command once, and lets none overtake it', async () => {
    const { network, start } = device();
    const outbox = await start();
    await outbox.keep(receive(1), 'k1', '');
    await outbox.keep(receive(1), 'k1', '');
    expect(outbox.items).toHaveLength(1);
    network.on = true;
    expect(outbox.mustKeep()).toBe(true);
  });

  it('gives a refused command again under a new key, at the end', async () => {
    let full = true;
    const { network, sent, start } = device(() => (full ? refused(409, 'exceeds_expected') : done));
    const outbox = await start();
    await outbox.keep(receive(1), 'k1', '');
    network.on = true;
    await outbox.drain();
    full = false;
    await outbox.again(outbox.items[0]!.seq);
    await vi.waitFor(() => expect(outbox.items).toEqual([]));
    expect(sent).toEqual(['1/k1', '1/new-1']);
  });
});
