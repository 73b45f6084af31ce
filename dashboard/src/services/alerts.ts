import { infiniteQueryOptions } from '@tanstack/react-query';
import { $api, client } from './api';
import { paged } from './queries';
import type { Body } from './types';

export type Alert = Body<'Alert'>;
export type AlertType = Body<'AlertType'>;
export type Severity = Body<'Severity'>;
export type Suggestion = Body<'Suggestion'>;

/** severities from the worst on. */
export const severities: Severity[] = ['critical', 'warning', 'info'];

/** alertTypes is every cause of an alert. */
export const alertTypes: AlertType[] = [
  'low_stock', 'overstock', 'expiry', 'overdue_transfer', 'approval_waiting', 'stuck_operation', 'discrepancy', 'reconciliation_difference', 'lot_recalled',
];

/** AlertFilter is what the board can be narrowed by. */
export interface AlertFilter {
  type?: AlertType;
  warehouse?: number;
  severity?: Severity;
  mine?: boolean;
  search?: string;
  /** Those that are over. */
  resolved?: boolean;
}

/** alertSummaryQuery is how many alerts are open, by severity. */
export const alertSummaryQuery = $api.queryOptions('get', '/alerts/summary', {}, { staleTime: 10_000 });

/** alertsQuery is the alerts of one severity or of all, the worst and then the oldest first, page by page. */
export function alertsQuery(f: AlertFilter, severity?: Severity) {
  return infiniteQueryOptions({
    ...paged,
    queryKey: ['get', '/alerts', { ...f, severity }],
    queryFn: async ({ pageParam, signal }) => (await client.GET('/alerts', {
      params: {
        query: {
          severity, type: f.type, warehouse_id: f.warehouse, search: f.search || undefined, assigned_to: f.mine ? 'me' : undefined,
          status: f.resolved ? 'resolved' : undefined, cursor: pageParam, limit: 30,
        },
      }, signal,
    })).data!,
  });
}

/** alertQuery is one alert with its history and what might help. */
export function alertQuery(id: number) {
  return $api.queryOptions('get', '/alerts/{alert_id}', { params: { path: { alert_id: id } } });
}

/** suggestionsQuery is the transfers that would help where stock is short. */
export function suggestionsQuery(warehouse?: number, product?: number) {
  return infiniteQueryOptions({
    ...paged,
    queryKey: ['get', '/transfer-suggestions', { warehouse, product }],
    queryFn: async ({ pageParam, signal }) =>
      (await client.GET('/transfer-suggestions', { params: { query: { to_warehouse_id: warehouse, product_id: product, cursor: pageParam, limit: 30 } }, signal })).data!,
  });
}

/** recallsQuery is the recalls, newest first. */
export function recallsQuery(status?: Body<'RecallStatus'>) {
  return infiniteQueryOptions({
    ...paged,
    queryKey: ['get', '/recalls', { status }],
    queryFn: async ({ pageParam, signal }) => (await client.GET('/recalls', { params: { query: { status, cursor: pageParam, limit: 20 } }, signal })).data!,
  });
}

/** recallQuery is one recall. */
export function recallQuery(id: string) {
  return $api.queryOptions('get', '/recalls/{recall_id}', { params: { path: { recall_id: id } } });
}
