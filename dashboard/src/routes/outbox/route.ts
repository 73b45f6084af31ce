import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { appRoute } from '../app';

export const outboxRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/outbox',
  component: lazyRouteComponent(() => import('./OutboxPage'), 'OutboxPage'),
});
