import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { operationsQuery, type Filter } from '@/services/queries';
import type { Kind } from '@/services/types';
import { appRoute } from '../app';
import { searchText } from '../searchText';

const kinds: Kind[] = ['receipt', 'shipment', 'transfer', 'count', 'adjustment', 'return'];

/** readFilter reads the filters of the list from its address. */
export function readFilter(search: Record<string, unknown>): Filter {
  const kind = kinds.find((k) => k === search.kind);
  const warehouse = Number(search.warehouse);
  const text = searchText(search.search);
  return {
    ...(kind ? { kind } : {}),
    ...(warehouse > 0 ? { warehouse } : {}),
    ...(search.attention === true ? { attention: true } : {}),
    ...(search.ended === true ? { ended: true } : {}),
    ...(text ? { search: text } : {}),
  };
}

export const operationsRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/operations',
  validateSearch: readFilter,
  loaderDeps: ({ search }) => search,
  loader: ({ context, deps }) => {
    void context.queries.prefetchInfiniteQuery(operationsQuery(deps));
    void context.queries.prefetchInfiniteQuery(operationsQuery({ ...deps, attention: true }));
  },
  component: lazyRouteComponent(() => import('./OperationsPage'), 'OperationsPage'),
});
