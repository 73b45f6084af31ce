import { createRoute, redirect } from '@tanstack/react-router';
import { sessionQuery } from '@/services/session/session';
import { Shell } from '@/shell/Shell';
import { Missing } from './Missing';
import { rootRoute } from './root';

/** Everything below it is for those who are signed in. */
export const appRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'app',
  beforeLoad: async ({ context, location }) => {
    const user = await context.queries.ensureQueryData(sessionQuery);
    if (!user) throw redirect({ to: '/login', search: location.href === '/' ? {} : { next: location.href } });
    return { user };
  },
  component: Shell,
  notFoundComponent: Missing,
});

/** Addresses that lead nowhere are shown within the shell, so that one finds a way on. */
export const missingRoute = createRoute({ getParentRoute: () => appRoute, path: '$', component: Missing });
