import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import type { PostRequest } from '../commands/send';
import type { Problem } from '../problem';

/** QueuedCommand is a command that waits on this device. */
export interface QueuedCommand {
  /** The idempotency key: however often it is sent, it happens once. */
  key: string;
  userId: number;
  request: PostRequest;
  /** What it is about, in words, as it was known when it was given. */
  subject: string;
  queuedAt: string;
  state: 'waiting' | 'refused';
  problem?: Problem;
}

/** Kept is a command in the store; commands are sent in the order of their numbers. */
export type Kept = QueuedCommand & { seq: number };

/** CommandStore keeps commands through reloads and crashes of the browser. */
export interface CommandStore {
  all(userId: number): Promise<Kept[]>;
  add(command: QueuedCommand): Promise<Kept>;
  put(command: Kept): Promise<void>;
  remove(seq: number): Promise<void>;
}

interface Schema extends DBSchema {
  commands: { key: number; value: QueuedCommand & { seq?: number }; indexes: { user: number; key: string } };
}

function open(): Promise<IDBPDatabase<Schema>> {
  return openDB<Schema>('stockflow-outbox', 1, {
    upgrade(db) {
      const commands = db.createObjectStore('commands', { keyPath: 'seq', autoIncrement: true });
      commands.createIndex('user', 'userId');
      // Kept twice, a command is still one.
      commands.createIndex('key', 'key', { unique: true });
    },
  });
}

/** browserStore keeps commands in IndexedDB. What is said to be kept is on the disk. */
export function browserStore(): CommandStore {
  let db: Promise<IDBPDatabase<Schema>> | undefined;
  const opened = () => (db ??= open());
  const writing = async () => (await opened()).transaction('commands', 'readwrite', { durability: 'strict' });
  return {
    all: async (userId) => (await (await opened()).getAllFromIndex('commands', 'user', userId)) as Kept[],
    add: async (command) => {
      const tx = await writing();
      const seq = await tx.store.add(command);
      await tx.done;
      return { ...command, seq };
    },
    put: async (command) => {
      const tx = await writing();
      await Promise.all([tx.store.put(command), tx.done]);
    },
    remove: async (seq) => {
      const tx = await writing();
      await Promise.all([tx.store.delete(seq), tx.done]);
    },
  };
}
