import { queryOptions, useSuspenseQuery, type QueryClient } from '@tanstack/react-query';
import { client } from '../api';
import { asProblem } from '../problem';
import { forgetSeen } from '../seen';
import type { SessionUser, WarehouseRef } from '../types';

/** sessionQuery is who is signed in; null for nobody. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  staleTime: 5 * 60_000,
  queryFn: async (): Promise<SessionUser | null> => {
    try {
      const { data } = await client.GET('/session');
      return data ?? null;
    } catch (error) {
      if (asProblem(error).status === 401) return null;
      throw error;
    }
  },
});

/** signIn opens a session. */
export async function signIn(queries: QueryClient, email: string, password: string): Promise<SessionUser> {
  const { data } = await client.POST('/session', { body: { email, password } });
  // What somebody else saw on this device is not for the next one.
  queries.clear();
  queries.setQueryData(sessionQuery.queryKey, data ?? null);
  return data!;
}

/** signOut ends the session, on this device at least. */
export async function signOut(queries: QueryClient): Promise<void> {
  await client.DELETE('/session').catch(() => undefined);
  queries.clear();
  await forgetSeen().catch(() => undefined);
  queries.setQueryData(sessionQuery.queryKey, null);
}

/** Actor is the signed-in user, with what they may do. */
export interface Actor {
  user: SessionUser;
  can(permission: string): boolean;
  actsIn(warehouseId: number | undefined): boolean;
}

/** actorOf reads a user's permissions; the API decides, this only hides what it would refuse. */
export function actorOf(user: SessionUser): Actor {
  const permissions = new Set(user.permissions);
  const warehouses = new Set(user.warehouses.map((w: WarehouseRef) => w.id));
  return {
    user,
    can: (permission) => permissions.has(permission),
    actsIn: (id) => id !== undefined && warehouses.has(id),
  };
}

/** useActor is the signed-in user, on pages that need one. */
export function useActor(): Actor {
  const { data } = useSuspenseQuery(sessionQuery);
  if (!data) throw new Error('no session');
  return actorOf(data);
}
