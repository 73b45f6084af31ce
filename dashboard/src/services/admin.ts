import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { $api, client } from './api';
import { paged } from './queries';
import type { Body } from './types';

export type Schedule = Body<'Schedule'>;

/** schedulesQuery is all scheduled work. */
export const schedulesQuery = $api.queryOptions('get', '/schedules', {}, { refetchInterval: 15_000 });

/** scheduleQuery is one schedule. */
export function scheduleQuery(id: string) {
  return $api.queryOptions('get', '/schedules/{schedule_id}', { params: { path: { schedule_id: id } } }, { refetchInterval: 5_000 });
}

/** scheduleRunsQuery is what became of a schedule's runs, newest first. */
export function scheduleRunsQuery(id: string) {
  return infiniteQueryOptions({
    ...paged, queryKey: ['get', '/schedules/{schedule_id}/runs', id], refetchInterval: 5_000,
    queryFn: async ({ pageParam, signal }) => (await client.GET('/schedules/{schedule_id}/runs', { params: { path: { schedule_id: id }, query: { cursor: pageParam, limit: 20 } }, signal })).data!,
  });
}

/** importsQuery is the imports, newest first. */
export const importsQuery = infiniteQueryOptions({
  ...paged, queryKey: ['get', '/imports'],
  queryFn: async ({ pageParam, signal }) => (await client.GET('/imports', { params: { query: { cursor: pageParam, limit: 20 } }, signal })).data!,
});

/** importQuery is one import; while it runs it is looked at again. */
export function importQuery(id: string) {
  return $api.queryOptions('get', '/imports/{import_id}', { params: { path: { import_id: id } } }, {
    refetchInterval: (q) => (q.state.data?.status === 'done' || q.state.data?.status === 'cancelled' ? false : 2_000),
  });
}

/** importErrorsQuery is the rows of an import that are wrong. */
export function importErrorsQuery(id: string) {
  return infiniteQueryOptions({
    ...paged, queryKey: ['get', '/imports/{import_id}/errors', id],
    queryFn: async ({ pageParam, signal }) => (await client.GET('/imports/{import_id}/errors', { params: { path: { import_id: id }, query: { cursor: pageParam, limit: 100 } }, signal })).data!,
  });
}

/** channelsQuery is the rooms and providers that are told of things. */
export const channelsQuery = infiniteQueryOptions({
  ...paged, queryKey: ['get', '/channels'],
  queryFn: async ({ pageParam, signal }) => (await client.GET('/channels', { params: { query: { cursor: pageParam, limit: 100 } }, signal })).data!,
});

/** notificationHealthQuery is how the sending goes. */
export const notificationHealthQuery = $api.queryOptions('get', '/notifications/health', {}, { refetchInterval: 15_000 });

/** parkedQuery is what could not be sent. */
export const parkedQuery = infiniteQueryOptions({
  ...paged, queryKey: ['get', '/notifications/parked'],
  queryFn: async ({ pageParam, signal }) => (await client.GET('/notifications/parked', { params: { query: { cursor: pageParam, limit: 50 } }, signal })).data!,
});

/** AuditSearch is what the audit can be narrowed by. */
export interface AuditSearch {
  warehouse?: number;
  user?: number;
  stream?: string;
  action?: string;
  kind?: string;
  subject?: string;
  address?: string;
  refused?: boolean;
  from?: string;
  to?: string;
}

/** auditParametersOf is the search as the API takes it; days are those of the reader. */
export function auditParametersOf(s: AuditSearch) {
  const moment = (day: string | undefined, plus = 0) => (day ? new Date(new Date(`${day}T00:00:00`).getTime() + plus).toISOString() : undefined);
  return {
    warehouse_id: s.warehouse, user_id: s.user, stream: s.stream, action: s.action, subject_kind: s.kind, subject_id: s.subject,
    remote_address: s.address, refused: s.refused, from: moment(s.from), to: moment(s.to, 86_400_000),
  };
}

/** auditQuery is the record of changes, newest first. */
export function auditQuery(search: AuditSearch) {
  return infiniteQueryOptions({
    ...paged, queryKey: ['get', '/audit', search],
    queryFn: async ({ pageParam, signal }) => (await client.GET('/audit', { params: { query: { ...auditParametersOf(search), cursor: pageParam, limit: 50 } }, signal })).data!,
  });
}

/** readinessQuery is how the parts of the system are. */
export const readinessQuery = queryOptions({
  queryKey: ['readiness'],
  refetchInterval: 10_000,
  // It answers 503 with the same words when something is missing.
  queryFn: async ({ signal }) => (await (await fetch('/readyz', { signal })).json()) as Record<string, string>,
});
