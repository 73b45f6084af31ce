import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { lookupQuery } from '@/services/lookup';
import { appRoute } from '../app';
import { searchText } from '../searchText';

/** What was scanned is part of the address, so that "back" leads back to it. */
export const homeRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/',
  validateSearch: (search: Record<string, unknown>): { scan?: string } => {
    const scan = searchText(search.scan);
    return scan ? { scan } : {};
  },
  loaderDeps: ({ search }) => search,
  loader: ({ context, deps }) => {
    if (deps.scan) void context.queries.prefetchQuery(lookupQuery(context.queries, deps.scan));
  },
  component: lazyRouteComponent(() => import('./HomePage'), 'HomePage'),
});
