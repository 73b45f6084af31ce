import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { sessionQuery } from '@/services/session/session';
import { rootRoute } from '../root';

/** Only addresses of this site are gone back to after signing in. */
export function safeNext(next: unknown): string | undefined {
  return typeof next === 'string' && /^\/(?![/\\])/.test(next) ? next : undefined;
}

export const loginRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/login',
  validateSearch: (search: Record<string, unknown>): { next?: string } => {
    const next = safeNext(search.next);
    return next ? { next } : {};
  },
  beforeLoad: async ({ context }) => {
    // Where the session can't be asked for, signing in says why.
    const user = await context.queries.ensureQueryData(sessionQuery).catch(() => null);
    if (user) throw redirect({ to: '/' });
  },
  component: lazyRouteComponent(() => import('./LoginPage'), 'LoginPage'),
});
