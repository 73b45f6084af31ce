import { useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useEffect, useSyncExternalStore } from 'react';
import { isPaged } from './paged';
import type { Body } from './types';

/** Liveness says how changes reach the screen. */
export type Liveness = 'live' | 'polling';

let liveness: Liveness = 'polling';
const listeners = new Set<() => void>();

function setLiveness(now: Liveness) {
  if (now === liveness) return;
  liveness = now;
  listeners.forEach((l) => l());
}

/** useLiveness tells whether changes appear at once. */
export function useLiveness(): Liveness {
  return useSyncExternalStore(
    (l) => {
      listeners.add(l);
      return () => listeners.delete(l);
    },
    () => liveness,
  );
}

const pollEvery = 5_000;
/** A busy warehouse changes many times a second; the lists are read again at most this often. */
const gatherFor = 800;

const operationReads = ['/operations', '/operations/{operation_id}', '/operations/{operation_id}/live', '/counts/{operation_id}/lines', '/approvals', '/movements'];
const alertReads = ['/alerts', '/alerts/summary', '/alerts/{alert_id}', '/transfer-suggestions'];
const notificationReads = ['/me/notifications'];
const recallReads = ['/recalls', '/recalls/{recall_id}'];
const importReads = ['/imports', '/imports/{import_id}', '/imports/{import_id}/errors'];
const stockReads = ['/stock', '/products/{product_id}/stock', '/movements'];

/**
 * Refresher gathers what has changed and reads it again, in one go. A list of
 * many pages is read again page by page, so it waits as many times as long:
 * however far somebody has scrolled, a list costs a request per gatherFor.
 */
export class Refresher {
  private due = new Set<string>();
  /** Lists that have changed and wait, by their hash. */
  private late = new Set<string>();
  private timer?: ReturnType<typeof setTimeout>;

  constructor(private readonly queries: Pick<QueryClient, 'invalidateQueries'>) {}

  changed(...paths: string[]): void {
    paths.forEach((p) => this.due.add(p));
    this.timer ??= setTimeout(() => this.read(), gatherFor);
  }

  private read(): void {
    this.timer = undefined;
    const { due, late } = this;
    this.due = new Set();
    this.late = new Set();
    void this.queries.invalidateQueries({
      predicate: (q) => {
        const changed = late.has(q.queryHash) || (q.queryKey[0] === 'get' && due.has(String(q.queryKey[1])));
        const pages = isPaged(q.state.data) ? q.state.data.pages.length : 1;
        const now = changed && Date.now() - q.state.dataUpdatedAt >= (pages - 1) * gatherFor;
        if (changed && !now) this.late.add(q.queryHash);
        return now;
      },
    });
    if (this.late.size > 0) this.changed();
  }

  stop(): void {
    clearTimeout(this.timer);
  }
}

/**
 * useEvents keeps the screen up to date with the API's stream of events. While
 * the stream is out of reach or degraded, the lists are read every few seconds.
 */
export function useEvents(): void {
  const queries = useQueryClient();
  useEffect(() => {
    const refresher = new Refresher(queries);
    let source: EventSource | undefined;
    let reopen: ReturnType<typeof setTimeout>;
    const readAll = () => refresher.changed(...operationReads, ...stockReads, ...alertReads, ...recallReads, ...importReads, ...notificationReads);
    const open = () => {
      source = new EventSource('/api/v1/events');
      source.onopen = () => setLiveness('live');
      source.addEventListener('live', () => { setLiveness('live'); readAll(); });
      source.addEventListener('degraded', () => { setLiveness('polling'); readAll(); });
      source.addEventListener('operation', (e: MessageEvent<string>) => {
        const { operation_id: id } = JSON.parse(e.data) as Body<'OperationEvent'>;
        if (id) refresher.changed(...operationReads);
      });
      source.addEventListener('stock', () => refresher.changed(...stockReads));
      source.addEventListener('alert', () => refresher.changed(...alertReads));
      source.addEventListener('notification', () => refresher.changed(...notificationReads));
      source.addEventListener('recall', () => refresher.changed(...recallReads, '/lots/{lot_id}'));
      source.addEventListener('import', () => refresher.changed(...importReads));
      source.addEventListener('account', () => void queries.invalidateQueries({ queryKey: ['session'] }));
      source.onerror = () => {
        setLiveness('polling');
        // The browser reconnects by itself unless the answer was an error.
        if (source?.readyState === EventSource.CLOSED) reopen = setTimeout(open, pollEvery);
      };
    };
    open();
    const poll = setInterval(() => {
      if (liveness === 'polling' && document.visibilityState === 'visible') readAll();
    }, pollEvery);
    return () => {
      source?.close();
      clearTimeout(reopen);
      clearInterval(poll);
      refresher.stop();
    };
  }, [queries]);
}
