import { queryOptions } from '@tanstack/react-query';
import { client } from '../api';

/** Deadline is what a workflow does at a moment if nobody acts before. */
export interface Deadline {
  /** In the API's words. */
  what: string;
  at: string;
}

/** liveQuery is what the workflow of an operation says of itself; each revision has it asked again. */
export function liveQuery(id: string, revision: number) {
  return queryOptions({
    queryKey: ['get', '/operations/{operation_id}/live', id, revision], retry: false, refetchInterval: 60_000,
    queryFn: async ({ signal }) => (await client.GET('/operations/{operation_id}/live', { params: { path: { operation_id: id } }, signal })).data!,
  });
}

/** deadlinesOf reads the deadlines out of what a workflow answered, whatever its version. */
export function deadlinesOf(state: Record<string, unknown> | undefined): Deadline[] {
  const given: unknown = state?.deadlines;
  if (!Array.isArray(given)) return [];
  return given.filter((d: unknown): d is Deadline => typeof d === 'object' && d !== null && 'what' in d && 'at' in d && typeof d.what === 'string' && typeof d.at === 'string');
}
