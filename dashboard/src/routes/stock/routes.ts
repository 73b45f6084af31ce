import { createRoute, lazyRouteComponent, notFound } from '@tanstack/react-router';
import { historyQuery, levelDays, lotsQuery, thresholdsQuery } from '@/services/lots';
import { movementsQuery, productQuery, productStockQuery, stockQuery } from '@/services/queries';
import { appRoute } from '../app';
import { pageWith } from '../page';
import { searchText } from '../searchText';

/** What the list of stock is narrowed by. */
export interface StockSearch {
  q?: string;
  warehouse?: number;
}

const stockRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/stock',
  validateSearch: (search: Record<string, unknown>): StockSearch => {
    const q = searchText(search.q);
    const warehouse = Number(search.warehouse);
    return { ...(q ? { q } : {}), ...(warehouse > 0 ? { warehouse } : {}) };
  },
  loaderDeps: ({ search }) => search,
  loader: ({ context, deps }) => void context.queries.prefetchInfiniteQuery(stockQuery(deps.q ?? '', deps.warehouse)),
  component: lazyRouteComponent(() => import('./StockPage'), 'StockPage'),
});

const productRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/stock/$id',
  loader: async ({ context, params }) => {
    const id = Number(params.id);
    if (!Number.isSafeInteger(id) || id < 1) throw notFound();
    // All that the page asks is asked at once; what it can't be without is waited for.
    void context.queries.prefetchInfiniteQuery(movementsQuery(id));
    void context.queries.prefetchInfiniteQuery(thresholdsQuery(undefined, undefined, id));
    void context.queries.prefetchInfiniteQuery(lotsQuery({ product: id }));
    void context.queries.prefetchQuery(historyQuery(id, undefined, levelDays));
    await Promise.all([
      context.queries.ensureQueryData(productQuery(id)),
      context.queries.ensureQueryData(productStockQuery(id)),
    ]);
  },
  component: pageWith('lots', () => import('./ProductPage'), 'ProductPage'),
});

export const stockRoutes = [stockRoute, productRoute] as const;
