import { createRoute } from '@tanstack/react-router';
import { countLinesQuery, reasonsQuery } from '@/services/counts';
import { need } from '../admin/need';
import { appRoute } from '../app';
import { loadNew, loadOperation, readNewSearch, readStepSearch } from '../documents/routes';
import { pageWith } from '../page';

const newCountRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/counts/new',
  loader: ({ context }) => need(context.user, 'create_count'),
  component: pageWith('counts', () => import('../counts/NewCountPage'), 'NewCountPage'),
});

const countRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/counts/$id',
  validateSearch: readStepSearch,
  loader: ({ context, params }) => {
    void context.queries.prefetchQuery(countLinesQuery(params.id));
    return loadOperation(context.queries, 'count', params.id);
  },
  component: pageWith('counts', () => import('../counts/CountPage'), 'CountPage'),
});

const newAdjustmentRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/adjustments/new',
  validateSearch: readNewSearch,
  loaderDeps: ({ search }) => search,
  loader: async ({ context: { user, queries }, deps }) => {
    need(user, 'create_adjustment');
    await Promise.all([queries.ensureQueryData(reasonsQuery), loadNew(queries, 'receipt', deps)]);
  },
  component: pageWith('counts', () => import('./NewAdjustmentPage'), 'NewAdjustmentPage'),
});

const adjustmentRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/adjustments/$id',
  loader: ({ context, params }) => loadOperation(context.queries, 'adjustment', params.id),
  component: pageWith('counts', () => import('./documents'), 'AdjustmentPage'),
});

const newReturnRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/returns/new',
  validateSearch: readNewSearch,
  loaderDeps: ({ search }) => search,
  loader: async ({ context: { user, queries }, deps }) => {
    need(user, 'create_return');
    await loadNew(queries, 'receipt', deps);
  },
  component: pageWith('counts', () => import('./NewReturnPage'), 'NewReturnPage'),
});

const returnRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/returns/$id',
  loader: ({ context, params }) => loadOperation(context.queries, 'return', params.id),
  component: pageWith('counts', () => import('./documents'), 'ReturnPage'),
});

const newMoveRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/moves/new',
  validateSearch: readNewSearch,
  loaderDeps: ({ search }) => search,
  loader: async ({ context: { user, queries }, deps }) => {
    need(user, 'create_move');
    await loadNew(queries, 'receipt', deps);
  },
  component: pageWith('counts', () => import('./NewMovePage'), 'NewMovePage'),
});

const moveRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/moves/$id',
  loader: ({ context, params }) => loadOperation(context.queries, 'move', params.id),
  component: pageWith('counts', () => import('./documents'), 'MovePage'),
});

export const correctionRoutes = [newCountRoute, countRoute, newAdjustmentRoute, adjustmentRoute, newReturnRoute, returnRoute, newMoveRoute, moveRoute] as const;
