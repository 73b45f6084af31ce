import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { $api, client } from './api';
import { everything, paged } from './queries';
import type { Body } from './types';

export type CountLine = Body<'CountLine'>;

const path = '/counts/{operation_id}/lines';

/** countLinesQuery is all lines of a count, in the order of the bins: those who count walk along them. */
export function countLinesQuery(id: string) {
  return queryOptions({
    queryKey: ['get', path, id],
    queryFn: ({ signal }): Promise<CountLine[]> => everything(async (cursor) =>
      (await client.GET(path, { params: { path: { operation_id: id }, query: { cursor, limit: 200 } }, signal })).data!),
  });
}

/** leftOf is how many lines have to be counted yet. */
export function leftOf(lines: CountLine[]): number {
  return lines.filter((l) => l.status === 'open' || l.status === 'recount').length;
}

/** reasonsQuery is why stock may be corrected. */
export const reasonsQuery = queryOptions({
  queryKey: ['get', '/adjustment-reasons'],
  staleTime: 5 * 60_000,
  queryFn: ({ signal }): Promise<Body<'AdjustmentReason'>[]> => everything(async (cursor) =>
    (await client.GET('/adjustment-reasons', { params: { query: { cursor, limit: 200 } }, signal })).data!),
});

/** categoriesQuery finds categories by name. */
export function categoriesQuery(search: string, status: Body<'CategoryStatus'> | undefined = 'active') {
  return infiniteQueryOptions({
    ...paged,
    queryKey: ['get', '/categories', { search, status }],
    queryFn: async ({ pageParam, signal }) => (await client.GET('/categories', { params: { query: { search: search || undefined, status, cursor: pageParam, limit: 100 } }, signal })).data!,
  });
}

/** putAwayQuery is where goods had best be put. */
export function putAwayQuery(warehouse: number, product: number, lot?: number) {
  return $api.queryOptions('get', '/warehouses/{warehouse_id}/put-away-suggestions', { params: { path: { warehouse_id: warehouse }, query: { product_id: product, lot_id: lot, limit: 3 } } }, { staleTime: 30_000 });
}
