import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { appRoute } from '../app';

export const moreRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/more',
  component: lazyRouteComponent(() => import('./MorePage'), 'MorePage'),
});
