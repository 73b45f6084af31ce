import { asProblem, isAnswer, offline, type Problem } from '../problem';

/** Answer is what sending a command brought: an outcome, or the promise of one. */
export type Answer<Outcome> =
  | { kind: 'done'; outcome: Outcome }
  | { kind: 'accepted'; commandId: string }
  | { kind: 'refused'; problem: Problem };

/** State is where a submission stands. */
export type State<Outcome> =
  | { phase: 'idle' }
  | { phase: 'sending' }
  /** Taken into the outbox: it will be posted exactly once, but isn't yet. */
  | { phase: 'accepted'; commandId: string }
  | { phase: 'done'; outcome: Outcome }
  /** The last word was no; nothing has changed. */
  | { phase: 'refused'; problem: Problem }
  /** Kept on the device; it is sent when the network is back. */
  | { phase: 'queued' }
  /** No word at all; trying again is safe. */
  | { phase: 'failed'; problem: Problem };

/** Ways is how a submission reaches the API; tests bring their own. */
export interface Ways<Input, Outcome> {
  send(input: Input, key: string): Promise<Answer<Outcome>>;
  /** follow asks what became of an accepted command; undefined while it waits. */
  follow(commandId: string): Promise<Exclude<Answer<Outcome>, { kind: 'accepted' }> | undefined>;
  newKey(): string;
  pause(milliseconds: number): Promise<void>;
  /** mustKeep tells that there is no use in trying to send. */
  mustKeep?(): boolean;
  /** keep puts the input aside under its key, to be sent later; without it, a submission that gets no answer fails. */
  keep?(input: Input, key: string): Promise<void>;
}

/** How long to wait before each silent repetition. */
const repetitions = [400, 1200];
const followFrom = 500;
const followUpTo = 4000;

/**
 * Submission sends one thing that a person asked for, and makes sure that it
 * happens at most once: a second tap while it runs does nothing, and the
 * idempotency key stays the same until the API has given its last word.
 */
export class Submission<Input, Outcome> {
  state: State<Outcome> = { phase: 'idle' };
  private key?: string;
  private asked?: string;
  private running = false;
  private stopped = false;

  private readonly listeners = new Set<() => void>();

  constructor(private readonly ways: Ways<Input, Outcome>) {}

  /** subscribe calls the listener whenever the state changes, until the returned function is called. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** run sends the input, unless a submission is under way. */
  async run(input: Input): Promise<State<Outcome>> {
    if (this.running) return this.state;
    this.running = true;
    this.stopped = false;
    try {
      const asked = JSON.stringify(input);
      // What was changed since is another wish: the API refuses a key that
      // returns with another body.
      if (this.asked !== asked) this.key = undefined;
      this.asked = asked;
      this.key ??= this.ways.newKey();
      this.set({ phase: 'sending' });
      this.set(await this.settle(input, this.key));
      if (this.state.phase === 'done' || this.state.phase === 'refused' || this.state.phase === 'queued') this.key = undefined;
      return this.state;
    } finally {
      this.running = false;
    }
  }

  /** stop ends the waiting; what was accepted is posted all the same. */
  stop(): void {
    this.stopped = true;
  }

  /** reset forgets an answer that the person has seen. */
  reset(): void {
    if (!this.running) this.set({ phase: 'idle' });
  }

  private async settle(input: Input, key: string): Promise<State<Outcome>> {
    if (this.ways.mustKeep?.()) return this.giveUp(input, key, offline);
    for (let attempt = 0; ; attempt++) {
      try {
        const answer = await this.ways.send(input, key);
        if (answer.kind === 'done') return { phase: 'done', outcome: answer.outcome };
        if (answer.kind === 'refused' && isAnswer(answer.problem)) return { phase: 'refused', problem: answer.problem };
        if (answer.kind === 'accepted') return await this.await(answer.commandId);
        if (attempt >= repetitions.length) return await this.giveUp(input, key, answer.problem);
      } catch (error) {
        if (attempt >= repetitions.length) return this.giveUp(input, key, asProblem(error));
      }
      await this.ways.pause(repetitions[attempt]!);
    }
  }

  private async giveUp(input: Input, key: string, problem: Problem): Promise<State<Outcome>> {
    if (!this.ways.keep || problem.status === 429 || problem.status === 500) return { phase: 'failed', problem };
    try {
      await this.ways.keep(input, key);
      return { phase: 'queued' };
    } catch {
      // A device that can't keep it says so now, rather than lose it later.
      return { phase: 'failed', problem };
    }
  }

  private async await(commandId: string): Promise<State<Outcome>> {
    this.set({ phase: 'accepted', commandId });
    for (let wait = followFrom; !this.stopped; wait = Math.min(wait * 1.6, followUpTo)) {
      await this.ways.pause(wait);
      try {
        const answer = await this.ways.follow(commandId);
        if (answer?.kind === 'done') return { phase: 'done', outcome: answer.outcome };
        if (answer?.kind === 'refused') return { phase: 'refused', problem: answer.problem };
      } catch {
        // Asking again costs nothing; the command itself is safe.
      }
    }
    return this.state;
  }

  private set(state: State<Outcome>): void {
    if (this.state === state) return;
    this.state = state;
    this.listeners.forEach((l) => l());
  }
}
