import { Submission, type Ways } from '../commands/submission';
import type { PostRequest } from '../commands/send';
import type { CommandOutcome } from '../types';
import type { CommandStore, Kept } from './store';

/** Surroundings is what an outbox needs of the browser and the API; tests bring their own. */
export interface Surroundings {
  store: CommandStore;
  ways: Pick<Ways<PostRequest, CommandOutcome>, 'send' | 'follow' | 'pause'>;
  online(): boolean;
  newKey(): string;
  now(): string;
  /** alone runs the work unless another tab is at it. */
  alone(work: () => Promise<void>): Promise<void>;
  /** tell lets other tabs know that the store has changed. */
  tell(): void;
}

/** Sent is a command that has left the outbox, with what became of it. */
export type Sent = { command: Kept; outcome: CommandOutcome };

/**
 * Outbox holds what a person did without network and sends it, in order, when
 * there is network again. A command leaves it only with the API's last word:
 * done, or refused, and then it stays as a task for the person.
 */
export class Outbox {
  items: readonly Kept[] = [];
  sending = false;
  private userId?: number;
  private readonly listeners = new Set<() => void>();
  private readonly onSent = new Set<(sent: Sent) => void>();

  constructor(private readonly around: Surroundings) {}

  /** subscribe calls the listener whenever items or sending change. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** whenSent calls the listener for each command that was done. */
  whenSent(listener: (sent: Sent) => void): () => void {
    this.onSent.add(listener);
    return () => this.onSent.delete(listener);
  }

  /** open shows the commands of a user; nobody sends another's. */
  async open(userId: number): Promise<void> {
    this.userId = userId;
    await this.read();
  }

  /** read looks at the store again, which another tab may have changed. */
  async read(): Promise<void> {
    if (this.userId === undefined) return;
    const userId = this.userId;
    const items = await this.around.store.all(userId);
    if (this.userId === userId) this.set(items);
  }

  /** mustKeep: there is no network, or an earlier command still waits and must not be overtaken. */
  mustKeep(): boolean {
    return !this.around.online() || this.items.some((c) => c.state === 'waiting');
  }

  /** keep puts a command at the end. */
  async keep(request: PostRequest, key: string, subject: string): Promise<void> {
    if (this.userId === undefined) throw new Error('nobody is signed in');
    if (this.items.some((c) => c.key === key)) return;
    const kept = await this.around.store.add({ key, userId: this.userId, request, subject, queuedAt: this.around.now(), state: 'waiting' });
    this.set([...this.items, kept]);
    this.around.tell();
    void this.drain();
  }

  /** again gives a refused command once more: a new wish, at the end of the queue. */
  async again(seq: number): Promise<void> {
    const old = this.items.find((c) => c.seq === seq && c.state === 'refused');
    if (!old) return;
    const { userId, request, subject } = old;
    await this.around.store.add({ key: this.around.newKey(), userId, request, subject, queuedAt: this.around.now(), state: 'waiting' });
    await this.forget(seq);
    void this.drain();
  }

  /** forget takes a command out, at the person's word. */
  async forget(seq: number): Promise<void> {
    await this.around.store.remove(seq);
    await this.read();
    this.around.tell();
  }

  /** drain sends what waits, one after the other, until all is sent or there is no answer. */
  async drain(): Promise<void> {
    if (this.sending || !this.around.online() || !this.items.some((c) => c.state === 'waiting')) return;
    this.sending = true;
    this.changed();
    try {
      await this.around.alone(async () => {
        await this.read();
        const { userId } = this;
        for (let next = this.first(); next && this.userId === userId; next = this.first()) {
          if (!(await this.send(next))) return;
        }
      });
    } finally {
      this.sending = false;
      this.changed();
    }
  }

  private first(): Kept | undefined {
    return this.items.find((c) => c.state === 'waiting');
  }

  /** send tells whether the API has said its last word on the command. */
  private async send(command: Kept): Promise<boolean> {
    const submission = new Submission({ ...this.around.ways, newKey: () => command.key });
    const state = await submission.run(command.request);
    if (state.phase === 'done') {
      await this.around.store.remove(command.seq);
      this.set(this.items.filter((c) => c.seq !== command.seq));
      this.onSent.forEach((l) => l({ command, outcome: state.outcome }));
    } else if (state.phase === 'refused' && state.problem.status !== 401) {
      const refused: Kept = { ...command, state: 'refused', problem: state.problem };
      await this.around.store.put(refused);
      this.set(this.items.map((c) => (c.seq === command.seq ? refused : c)));
    } else {
      return false;
    }
    this.around.tell();
    return true;
  }

  private set(items: readonly Kept[]): void {
    this.items = items;
    this.changed();
  }

  private changed(): void {
    this.listeners.forEach((l) => l());
  }
}
