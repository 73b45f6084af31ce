import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { $api, client } from './api';
import { everything, paged } from './queries';
import type { Body } from './types';

/** providersQuery is where else one may sign in. */
export const providersQuery = $api.queryOptions('get', '/session/providers', {}, { staleTime: 5 * 60_000 });

/** sessionsQuery is where I am signed in. */
export const sessionsQuery = queryOptions({
  queryKey: ['get', '/sessions'],
  queryFn: ({ signal }) => everything(async (cursor) => (await client.GET('/sessions', { params: { query: { cursor, limit: 200 } }, signal })).data!),
});

/** tokensQuery is my API tokens. */
export const tokensQuery = queryOptions({
  queryKey: ['get', '/tokens'],
  queryFn: ({ signal }) => everything(async (cursor) => (await client.GET('/tokens', { params: { query: { cursor, limit: 200 } }, signal })).data!),
});

/** preferencesQuery is how I want to be told of things. */
export const preferencesQuery = $api.queryOptions('get', '/me/notification-preferences');

/** inboxQuery is what I was told, newest first. */
export function inboxQuery(unread: boolean) {
  return infiniteQueryOptions({
    ...paged,
    queryKey: ['get', '/me/notifications', { unread }],
    queryFn: async ({ pageParam, signal }) =>
      (await client.GET('/me/notifications', { params: { query: { unread: unread || undefined, cursor: pageParam, limit: 30 } }, signal })).data!,
  });
}

/** accessRequestsQuery is who asks for access. */
export const accessRequestsQuery = queryOptions({
  queryKey: ['get', '/access-requests', 'pending'],
  queryFn: ({ signal }): Promise<Body<'AccessRequest'>[]> => everything(async (cursor) =>
    (await client.GET('/access-requests', { params: { query: { status: 'pending', cursor, limit: 200 } }, signal })).data!),
});
