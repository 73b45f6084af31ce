import { createRoute } from '@tanstack/react-router';
import { accessRequestsQuery } from '@/services/account';
import { usersQuery, warehousesQuery } from '@/services/queries';
import { need } from '../admin/need';
import { appRoute } from '../app';
import { pageWith } from '../page';

const requestsRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/admin/access-requests',
  loader: async ({ context: { user, queries } }) => {
    need(user, 'manage_users');
    await Promise.all([queries.ensureQueryData(accessRequestsQuery), queries.ensureQueryData(warehousesQuery())]);
  },
  component: pageWith('admin', () => import('./AccessRequestsPage'), 'AccessRequestsPage'),
});

const userRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/admin/users/$id',
  loader: async ({ context: { user, queries } }) => {
    need(user, 'manage_users');
    await Promise.all([queries.ensureQueryData(usersQuery), queries.ensureQueryData(warehousesQuery())]);
  },
  component: pageWith(['admin', 'account'], () => import('./UserPage'), 'UserPage'),
});

export const peopleRoutes = [requestsRoute, userRoute] as const;
