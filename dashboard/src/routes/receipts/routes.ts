import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { appRoute } from '../app';
import { loadNew, loadOperation, readNewSearch, readStepSearch } from '../documents/routes';

const newReceiptRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/receipts/new',
  validateSearch: readNewSearch,
  loaderDeps: ({ search }) => search,
  loader: ({ context, deps }) => loadNew(context.queries, 'receipt', deps),
  component: lazyRouteComponent(() => import('./NewReceiptPage'), 'NewReceiptPage'),
});

const receiptRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/receipts/$id',
  validateSearch: readStepSearch,
  loader: ({ context, params }) => loadOperation(context.queries, 'receipt', params.id),
  component: lazyRouteComponent(() => import('./ReceiptPage'), 'ReceiptPage'),
});

export const receiptRoutes = [newReceiptRoute, receiptRoute] as const;
