import { createAsyncStoragePersister } from '@tanstack/query-async-storage-persister';
import type { Query, QueryClient } from '@tanstack/react-query';
import { persistQueryClientRestore, persistQueryClientSubscribe } from '@tanstack/react-query-persist-client';
import { openDB, type IDBPDatabase } from 'idb';
import { isPaged } from './paged';
import { seenFor } from './queryClient';

let db: Promise<IDBPDatabase> | undefined;

function opened(): Promise<IDBPDatabase> {
  return (db ??= openDB('stockflow-seen', 1, { upgrade: (d) => { d.createObjectStore('seen'); } }));
}

const persister = createAsyncStoragePersister({
  key: 'queries',
  // A busy screen changes many times a second; writing it down can wait.
  throttleTime: 2_000,
  storage: {
    getItem: async (key) => (await (await opened()).get('seen', key)) as string | null,
    setItem: async (key, value) => { await (await opened()).put('seen', value, key); },
    removeItem: async (key) => { await (await opened()).delete('seen', key); },
  },
});

/** What staff look up on the floor; the manager's boards and figures are worth nothing when they are old. */
const kept = new Set([
  '/operations', '/operations/{operation_id}', '/movements', '/stock', '/products', '/products/{product_id}', '/products/{product_id}/stock',
  '/warehouses', '/warehouses/{warehouse_id}/locations', '/counts/{operation_id}/lines',
]);

function isKept(query: Query): boolean {
  const [area, path] = query.queryKey;
  return query.state.status === 'success' && (area === 'session' || area === 'lookup' || (area === 'get' && kept.has(String(path))));
}

/** Of a list that somebody has scrolled through all day, the beginning is kept; the rest is read again. */
const keptPages = 4;

function beginning(data: unknown): unknown {
  return isPaged(data) ? { pages: data.pages.slice(0, keptPages), pageParams: data.pageParams.slice(0, keptPages) } : data;
}

/** rememberSeen brings back what was seen before and keeps what is seen from now on. */
export async function rememberSeen(queryClient: QueryClient): Promise<void> {
  // After a change of the contract old answers may lack what pages expect.
  const options = { queryClient, persister, maxAge: seenFor, buster: __CONTRACT__ };
  // A device that keeps nothing, or whose notes are broken, works with network.
  await persistQueryClientRestore(options).catch(() => undefined);
  // What is remembered is to look at until the API has answered, however young it is.
  await queryClient.invalidateQueries({ refetchType: 'none' });
  persistQueryClientSubscribe({ ...options, dehydrateOptions: { shouldDehydrateQuery: isKept, shouldDehydrateMutation: () => false, serializeData: beginning } });
}

/** forgetSeen deletes what was seen: it is not for the next person at this device. */
export async function forgetSeen(): Promise<void> {
  await persister.removeClient();
}
