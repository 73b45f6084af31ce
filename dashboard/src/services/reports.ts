import { infiniteQueryOptions } from '@tanstack/react-query';
import { $api, client } from './api';
import { paged } from './queries';
import type { Body } from './types';

/** reportNames is every report. */
export const reportNames = [
  'movers', 'turnover', 'cover', 'abc', 'ageing', 'expiry', 'shrinkage', 'count-accuracy', 'lead-times', 'stock-as-of', 'stock-history', 'activity',
] as const;
export type ReportName = (typeof reportNames)[number];

/** ReportSearch is what a report is asked for; it is its address, so a view can be kept and shared. */
export interface ReportSearch {
  warehouse?: number;
  category?: number;
  product?: number;
  days?: 30 | 90 | 365;
  movers?: 'fast' | 'slow' | 'dead';
  class?: 'A' | 'B' | 'C';
  from?: string;
  to?: string;
  on?: string;
  group?: Body<'ReportGrouping'>;
  order?: 'asc' | 'desc';
  compare?: boolean;
}

export const groupings: Body<'ReportGrouping'>[] = ['product', 'warehouse', 'category', 'day', 'week', 'month', 'route'];

/** parametersOf is a report's search as the API takes it. */
export function parametersOf(s: ReportSearch) {
  return {
    warehouse_id: s.warehouse, category_id: s.category, product_id: s.product, days: s.days, movers: s.movers, class: s.class,
    from: s.from, to: s.to, on: s.on, group_by: s.group, order: s.order, compare: s.compare ? ('previous' as const) : undefined,
  };
}

/** reportListQuery is which reports there are, and what each takes. */
export const reportListQuery = $api.queryOptions('get', '/reports', {}, { staleTime: 60 * 60_000 });

/** reportQuery is a report, page by page. */
export function reportQuery(name: ReportName, search: ReportSearch) {
  return infiniteQueryOptions({
    ...paged,
    queryKey: ['get', '/reports/{report}', name, search],
    staleTime: 60_000,
    queryFn: async ({ pageParam, signal }) => (await client.GET('/reports/{report}', {
      params: { path: { report: name }, query: { ...parametersOf(search), cursor: pageParam, limit: 100 } }, signal,
    })).data!,
  });
}
