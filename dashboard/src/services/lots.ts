import { infiniteQueryOptions } from '@tanstack/react-query';
import { $api, client } from './api';
import { paged } from './queries';
import type { Body } from './types';

/** lotStatuses is what a lot can be. */
export const lotStatuses: Body<'LotStatus'>[] = ['available', 'on_hold', 'recalled'];

/** LotFilter is what the list of lots can be narrowed by. */
export interface LotFilter {
  search?: string;
  status?: Body<'LotStatus'>;
  warehouse?: number;
  product?: number;
  /** A day: only lots that expire before it. */
  before?: string;
}

/** lotsQuery is lots, page by page. */
export function lotsQuery(f: LotFilter) {
  return infiniteQueryOptions({
    ...paged,
    queryKey: ['get', '/lots', f],
    queryFn: async ({ pageParam, signal }) => (await client.GET('/lots', {
      params: { query: { search: f.search || undefined, status: f.status, warehouse_id: f.warehouse, product_id: f.product, expires_before: f.before, cursor: pageParam, limit: 50 } }, signal,
    })).data!,
  });
}

/** lotQuery is one lot, with where it lies. */
export function lotQuery(id: number) {
  return $api.queryOptions('get', '/lots/{lot_id}', { params: { path: { lot_id: id } } });
}

export type Direction = 'backward' | 'forward';

/** traceQuery is where a lot came from, or where it went. */
export function traceQuery(id: number, direction?: Direction) {
  return infiniteQueryOptions({
    ...paged,
    queryKey: ['get', '/lots/{lot_id}/trace', id, direction],
    queryFn: async ({ pageParam, signal }) =>
      (await client.GET('/lots/{lot_id}/trace', { params: { path: { lot_id: id }, query: { direction, cursor: pageParam, limit: 50 } }, signal })).data!,
  });
}

/** thresholdsQuery is the limits of products in warehouses. */
export function thresholdsQuery(search?: string, warehouse?: number, product?: number) {
  return infiniteQueryOptions({
    ...paged,
    queryKey: ['get', '/thresholds', { search, warehouse, product }],
    queryFn: async ({ pageParam, signal }) => (await client.GET('/thresholds', {
      params: { query: { search: search || undefined, warehouse_id: warehouse, product_id: product, cursor: pageParam, limit: 50 } }, signal,
    })).data!,
  });
}

export type Step = 'day' | 'week' | 'month';

/** levelDays is how much of a level is shown unless somebody asks for more. */
export const levelDays = 90;

/** historyQuery is a product's level over time. */
export function historyQuery(product: number, warehouse: number | undefined, days: number) {
  const from = new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);
  const step: Step = days <= 92 ? 'day' : days <= 400 ? 'week' : 'month';
  return $api.queryOptions('get', '/products/{product_id}/history', { params: { path: { product_id: product }, query: { warehouse_id: warehouse, from, step } } }, { staleTime: 5 * 60_000 });
}
