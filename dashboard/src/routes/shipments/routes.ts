import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { appRoute } from '../app';
import { loadNew, loadOperation, readNewSearch, readStepSearch } from '../documents/routes';

const newShipmentRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/shipments/new',
  validateSearch: readNewSearch,
  loaderDeps: ({ search }) => search,
  loader: ({ context, deps }) => loadNew(context.queries, 'shipment', deps),
  component: lazyRouteComponent(() => import('./NewShipmentPage'), 'NewShipmentPage'),
});

const shipmentRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/shipments/$id',
  validateSearch: readStepSearch,
  loader: ({ context, params }) => loadOperation(context.queries, 'shipment', params.id),
  component: lazyRouteComponent(() => import('./ShipmentPage'), 'ShipmentPage'),
});

export const shipmentRoutes = [newShipmentRoute, shipmentRoute] as const;
