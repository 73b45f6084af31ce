import { createRoute, notFound } from '@tanstack/react-router';
import { lotQuery, lotsQuery, lotStatuses, thresholdsQuery, traceQuery, type Direction, type LotFilter } from '@/services/lots';
import { warehousesQuery } from '@/services/queries';
import { need } from '../admin/need';
import { appRoute } from '../app';
import { pageWith } from '../page';
import { searchText } from '../searchText';

function readFilter(search: Record<string, unknown>): LotFilter {
  const text = searchText(search.search);
  const status = lotStatuses.find((s) => s === search.status);
  const warehouse = Number(search.warehouse);
  const before = typeof search.before === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(search.before) ? search.before : undefined;
  return { ...(text ? { search: text } : {}), ...(status ? { status } : {}), ...(warehouse > 0 ? { warehouse } : {}), ...(before ? { before } : {}) };
}

const lotsRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/lots',
  validateSearch: readFilter,
  loaderDeps: ({ search }) => search,
  loader: ({ context, deps }) => void context.queries.prefetchInfiniteQuery(lotsQuery(deps)),
  component: pageWith('lots', () => import('./LotsPage'), 'LotsPage'),
});

const lotRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/lots/$id',
  validateSearch: (search: Record<string, unknown>): { direction?: Direction } =>
    (search.direction === 'forward' || search.direction === 'backward' ? { direction: search.direction } : {}),
  loaderDeps: ({ search }) => search,
  loader: async ({ context: { queries }, params, deps }) => {
    const id = Number(params.id);
    if (!Number.isSafeInteger(id) || id < 1) throw notFound();
    void queries.prefetchInfiniteQuery(traceQuery(id, deps.direction));
    await queries.ensureQueryData(lotQuery(id));
  },
  component: pageWith('lots', () => import('./LotPage'), 'LotPage'),
});

const thresholdsRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/thresholds',
  validateSearch: (search: Record<string, unknown>): { search?: string; warehouse?: number } => {
    const text = searchText(search.search);
    const warehouse = Number(search.warehouse);
    return { ...(text ? { search: text } : {}), ...(warehouse > 0 ? { warehouse } : {}) };
  },
  loaderDeps: ({ search }) => search,
  loader: async ({ context: { user, queries }, deps }) => {
    need(user, 'manage_thresholds');
    void queries.prefetchInfiniteQuery(thresholdsQuery(deps.search, deps.warehouse));
    await queries.ensureQueryData(warehousesQuery());
  },
  component: pageWith('lots', () => import('../thresholds/ThresholdsPage'), 'ThresholdsPage'),
});

export const lotRoutes = [lotsRoute, lotRoute, thresholdsRoute] as const;
