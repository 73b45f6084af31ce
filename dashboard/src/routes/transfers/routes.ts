import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { appRoute } from '../app';
import { loadNew, loadOperation, readNewSearch, readStepSearch } from '../documents/routes';

const newTransferRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/transfers/new',
  validateSearch: readNewSearch,
  loaderDeps: ({ search }) => search,
  loader: ({ context, deps }) => loadNew(context.queries, 'transfer', deps),
  component: lazyRouteComponent(() => import('./NewTransferPage'), 'NewTransferPage'),
});

const transferRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/transfers/$id',
  validateSearch: readStepSearch,
  loader: ({ context, params }) => loadOperation(context.queries, 'transfer', params.id),
  component: lazyRouteComponent(() => import('./TransferPage'), 'TransferPage'),
});

export const transferRoutes = [newTransferRoute, transferRoute] as const;
