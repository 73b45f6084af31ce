import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { ApiError } from '@/services/problem';
import { approvalsQuery } from '@/services/queries';
import { actorOf } from '@/services/session/session';
import { appRoute } from '../app';

export const approvalsRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/approvals',
  loader: async ({ context }) => {
    if (!actorOf(context.user).can('approve')) throw new ApiError({ status: 403, code: 'forbidden' });
    await context.queries.ensureQueryData(approvalsQuery);
  },
  component: lazyRouteComponent(() => import('./ApprovalsPage'), 'ApprovalsPage'),
});
