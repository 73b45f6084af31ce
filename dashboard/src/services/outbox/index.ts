import { useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useSyncExternalStore } from 'react';
import { followCommand, postCommand, type Keeper } from '../commands/send';
import { Outbox } from './outbox';
import { queuedFor } from './overlay';
import { browserStore, type Kept } from './store';
import { subjectOf } from './subject';

export type { Kept } from './store';

const name = 'stockflow.outbox';
const channel = typeof BroadcastChannel === 'undefined' ? undefined : new BroadcastChannel(name);

/** outbox is that of this device. */
export const outbox = new Outbox({
  store: browserStore(),
  ways: {
    send: postCommand,
    follow: followCommand,
    pause: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
  },
  online: () => navigator.onLine,
  newKey: () => crypto.randomUUID(),
  now: () => new Date().toISOString(),
  alone: async (work) => {
    if (!('locks' in navigator)) return work();
    await navigator.locks.request(name, { ifAvailable: true }, async (lock) => { if (lock) await work(); });
  },
  tell: () => channel?.postMessage('changed'),
});

channel?.addEventListener('message', () => void outbox.read());

/** keeperOf keeps commands in the outbox, with words from what was read before. */
export function keeperOf(queries: QueryClient): Keeper {
  return {
    mustKeep: () => outbox.mustKeep(),
    keep: (request, key) => outbox.keep(request, key, subjectOf(queries, request)),
  };
}

const tryEvery = 5_000;

/** useOutboxDelivery sends what waits whenever there may be a way: at the start, with the network, every few seconds. */
export function useOutboxDelivery(userId: number): void {
  const queries = useQueryClient();
  useEffect(() => {
    const deliver = () => void outbox.drain();
    void outbox.open(userId).then(deliver);
    const stop = outbox.whenSent(() => void queries.invalidateQueries());
    window.addEventListener('online', deliver);
    const timer = setInterval(deliver, tryEvery);
    return () => {
      stop();
      window.removeEventListener('online', deliver);
      clearInterval(timer);
    };
  }, [queries, userId]);
}

/** useQueuedFor is what waits for one document. */
export function useQueuedFor(id: string): readonly Kept[] {
  const { items } = useOutbox();
  return useMemo(() => queuedFor(id, items), [id, items]);
}

/** useOutbox is what waits on this device, in the order of sending. */
export function useOutbox(): { items: readonly Kept[]; sending: boolean } {
  const items = useSyncExternalStore(outbox.subscribe, () => outbox.items);
  const sending = useSyncExternalStore(outbox.subscribe, () => outbox.sending);
  return { items, sending };
}
