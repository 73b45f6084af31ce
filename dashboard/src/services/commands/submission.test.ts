import { describe, expect, it, vi } from 'vitest';
import { Submission, type Answer, type Ways } from './submission';

interface Outcome { number: string }
const done: Answer<Outcome> = { kind: 'done', outcome: { number: 'TR-1' } };
const refused = (status: number, code: string): Answer<Outcome> => ({ kind: 'refused', problem: { status, code } });

function setup(answers: (Answer<Outcome> | Error)[], followed: (Awaited<ReturnType<Ways<unknown, Outcome>['follow']>> | Error)[] = []) {
  let n = 0;
  const keys: string[] = [];
  const phases: string[] = [];
  const ways: Ways<{ quantity: number }, Outcome> = {
    send: vi.fn((_input, key: string) => {
      keys.push(key);
      const a = answers.shift() ?? done;
      return a instanceof Error ? Promise.reject(a) : Promise.resolve(a);
    }),
    follow: vi.fn(() => {
      const a = followed.shift();
      return a instanceof Error ? Promise.reject(a) : Promise.resolve(a);
    }),
    newKey: () => `key-${++n}`,
    pause: () => Promise.resolve(),
  };
  const submission = new Submission(ways);
  submission.subscribe(() => phases.push(submission.state.phase));
  return { submission, keys, phases };
}

describe('Submission', () => {
  it('sends once for a double tap', async () => {
    const { submission, keys } = setup([]);
    await Promise.all([submission.run({ quantity: 1 }), submission.run({ quantity: 1 })]);
    expect(keys).toEqual(['key-1']);
  });

  it('keeps its key while there is no answer', async () => {
    const { submission, keys } = setup([new TypeError('offline'), refused(503, 'unavailable'), done]);
    const state = await submission.run({ quantity: 1 });
    expect(state.phase).toBe('done');
    expect(keys).toEqual(['key-1', 'key-1', 'key-1']);
  });

  it('keeps its key when the person tries again after a failure', async () => {
    const lost = () => new TypeError('offline');
    const { submission, keys } = setup([lost(), lost(), lost(), done]);
    expect((await submission.run({ quantity: 1 })).phase).toBe('failed');
    expect((await submission.run({ quantity: 1 })).phase).toBe('done');
    expect(new Set(keys)).toEqual(new Set(['key-1']));
  });

  it('takes a new key for a changed wish and after each answer', async () => {
    const { submission, keys } = setup([refused(409, 'insufficient_stock'), done, done]);
    expect((await submission.run({ quantity: 5 })).phase).toBe('refused');
    await submission.run({ quantity: 4 });
    await submission.run({ quantity: 4 });
    expect(keys).toEqual(['key-1', 'key-2', 'key-3']);
  });

  it('does not repeat a refusal', async () => {
    const { submission, keys } = setup([refused(409, 'wrong_stage')]);
    await submission.run({ quantity: 1 });
    expect(keys).toHaveLength(1);
  });

  it('follows what was accepted until it is posted', async () => {
    const { submission, phases } = setup(
      [{ kind: 'accepted', commandId: 'c' }],
      [undefined, new TypeError('offline'), { kind: 'done', outcome: { number: 'TR-2' } }],
    );
    expect(await submission.run({ quantity: 1 })).toEqual({ phase: 'done', outcome: { number: 'TR-2' } });
    expect(phases).toEqual(['sending', 'accepted', 'done']);
  });

  it('brings a later refusal back to the person', async () => {
    const { submission } = setup(
      [{ kind: 'accepted', commandId: 'c' }],
      [undefined, { kind: 'refused', problem: { status: 409, code: 'insufficient_stock' } }],
    );
    expect(await submission.run({ quantity: 1 })).toMatchObject({ phase: 'refused', problem: { code: 'insufficient_stock' } });
  });
});
