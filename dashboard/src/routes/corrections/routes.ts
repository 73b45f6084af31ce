import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { appRoute } from '../app';
import { loadOperation } from '../documents/routes';

const countRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/counts/$id',
  loader: ({ context, params }) => loadOperation(context.queries, 'count', params.id),
  component: lazyRouteComponent(() => import('./pages'), 'CountPage'),
});

const adjustmentRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/adjustments/$id',
  loader: ({ context, params }) => loadOperation(context.queries, 'adjustment', params.id),
  component: lazyRouteComponent(() => import('./pages'), 'AdjustmentPage'),
});

const returnRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/returns/$id',
  loader: ({ context, params }) => loadOperation(context.queries, 'return', params.id),
  component: lazyRouteComponent(() => import('./pages'), 'ReturnPage'),
});

const moveRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/moves/$id',
  loader: ({ context, params }) => loadOperation(context.queries, 'move', params.id),
  component: lazyRouteComponent(() => import('./pages'), 'MovePage'),
});

export const correctionRoutes = [countRoute, adjustmentRoute, returnRoute, moveRoute] as const;
