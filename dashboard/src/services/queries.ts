import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { $api, client } from './api';
import type { Approval, Kind, OperationSummary, Product } from './types';

/** pageSize is how many rows are read at a time. */
export const pageSize = 50;

interface Page<Item> {
  items: Item[];
  next_cursor?: string;
}

/** itemsOf joins the pages of an infinite list. */
export function itemsOf<Item>(data: { pages: Page<Item>[] } | undefined): Item[] {
  return data?.pages.flatMap((p) => p.items) ?? [];
}

/** paged is how every list is read: by cursors, without blanking while one types. */
export const paged = {
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (last: { next_cursor?: string }) => last.next_cursor,
  // What is being typed does not blank the list.
  placeholderData: keepPreviousData,
};

/** everything reads a list that is short by nature, page after page. */
export async function everything<Item>(read: (cursor: string | undefined) => Promise<Page<Item>>): Promise<Item[]> {
  const items: Item[] = [];
  let cursor: string | undefined;
  do {
    const page = await read(cursor);
    items.push(...page.items);
    cursor = page.next_cursor;
  } while (cursor);
  return items;
}

/** warehousesQuery is the warehouses that the user may see, or all that goods may be sent to. */
export function warehousesQuery(all = false) {
  return queryOptions({
    queryKey: ['get', '/warehouses', { all }],
    staleTime: 60_000,
    queryFn: ({ signal }) => everything(async (cursor) =>
      (await client.GET('/warehouses', { params: { query: { all, cursor, limit: 200 } }, signal })).data!),
  });
}

/** binsQuery is the bins of a warehouse. */
export function binsQuery(warehouseId: number) {
  return queryOptions({
    queryKey: ['get', '/warehouses/{warehouse_id}/locations', warehouseId],
    staleTime: 60_000,
    queryFn: ({ signal }) => everything(async (cursor) =>
      (await client.GET('/warehouses/{warehouse_id}/locations', {
        params: { path: { warehouse_id: warehouseId }, query: { cursor, limit: 200 } }, signal,
      })).data!),
  });
}

/** stockQuery is the stock levels that match a search, page by page. */
export function stockQuery(search: string, warehouseId?: number) {
  return infiniteQueryOptions({
    ...paged,
    queryKey: ['get', '/stock', { search, warehouseId }],
    queryFn: async ({ pageParam, signal }) =>
      (await client.GET('/stock', {
        params: { query: { search: search || undefined, warehouse_id: warehouseId, cursor: pageParam, limit: pageSize } }, signal,
      })).data!,
  });
}

/** productsQuery is the catalogue, page by page. */
export function productsQuery(search: string, status?: Product['status']) {
  return infiniteQueryOptions({
    ...paged,
    queryKey: ['get', '/products', { search, status }],
    queryFn: async ({ pageParam, signal }) =>
      (await client.GET('/products', { params: { query: { search: search || undefined, status, cursor: pageParam, limit: pageSize } }, signal })).data!,
  });
}

/** productQuery is one product. */
export function productQuery(id: number) {
  return $api.queryOptions('get', '/products/{product_id}', { params: { path: { product_id: id } } }, { staleTime: 60_000 });
}

/** productStockQuery is where a product lies. */
export function productStockQuery(id: number) {
  return $api.queryOptions('get', '/products/{product_id}/stock', { params: { path: { product_id: id } } });
}

/** movementsQuery is a product's ledger, newest first. */
export function movementsQuery(productId: number) {
  return infiniteQueryOptions({
    ...paged,
    queryKey: ['get', '/movements', { productId }],
    queryFn: async ({ pageParam, signal }) =>
      (await client.GET('/movements', { params: { query: { product_id: productId, cursor: pageParam, limit: 20 } }, signal })).data!,
  });
}

/** operationMovementsQuery is all that an operation moved. */
export function operationMovementsQuery(operationId: string) {
  return queryOptions({
    queryKey: ['get', '/movements', { operationId }],
    queryFn: ({ signal }) => everything(async (cursor) =>
      (await client.GET('/movements', { params: { query: { operation_id: operationId, cursor, limit: 200 } }, signal })).data!),
  });
}

/** operationQuery is an operation with everything about it. */
export function operationQuery(id: string) {
  return $api.queryOptions('get', '/operations/{operation_id}', { params: { path: { operation_id: id } } }, { staleTime: 2_000 });
}

/** Filter is what the list of operations can be narrowed by. */
export interface Filter {
  kind?: Kind;
  warehouse?: number;
  attention?: boolean;
  search?: string;
  /** Those that have ended as well. */
  ended?: boolean;
}

/** operationsQuery is the operations in flight, newest first, page by page. */
export function operationsQuery(f: Filter) {
  return infiniteQueryOptions({
    ...paged,
    queryKey: ['get', '/operations', f],
    queryFn: async ({ pageParam, signal }) =>
      (await client.GET('/operations', {
        params: {
          query: {
            kind: f.kind, warehouse_id: f.warehouse, search: f.search || undefined, attention: f.attention || undefined,
            open: f.ended ? undefined : true, cursor: pageParam, limit: pageSize,
          },
        },
        signal,
      })).data!,
  });
}

const urgency = { escalated: 0, overdue: 1, reminded: 2, none: 3 };

/** urgentFirst puts what a timer asks somebody for before the rest, once each. */
export function urgentFirst(urgent: OperationSummary[], rest: OperationSummary[]): OperationSummary[] {
  const seen = new Set<string>();
  return [...urgent.toSorted((a, b) => urgency[a.attention] - urgency[b.attention]), ...rest].filter((o) => {
    if (seen.has(o.id)) return false;
    seen.add(o.id);
    return true;
  });
}

/** approvalsQuery is what waits for a manager, the longest waiting first. */
export const approvalsQuery = queryOptions({
  queryKey: ['get', '/approvals', 'pending'],
  queryFn: ({ signal }): Promise<Approval[]> => everything(async (cursor) =>
    (await client.GET('/approvals', { params: { query: { status: 'pending', cursor, limit: 200 } }, signal })).data!),
});

/** usersQuery is everybody. */
export const usersQuery = queryOptions({
  queryKey: ['get', '/users'],
  queryFn: ({ signal }) => everything(async (cursor) => (await client.GET('/users', { params: { query: { cursor, limit: 200 } }, signal })).data!),
});
