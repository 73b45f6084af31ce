import { createRoute, notFound } from '@tanstack/react-router';
import { hasWidth } from '@/components/useWidth';
import { alertQuery, alertsQuery, alertSummaryQuery, alertTypes, recallQuery, recallsQuery, severities, suggestionsQuery, type AlertFilter } from '@/services/alerts';
import { need } from '../admin/need';
import { appRoute } from '../app';
import { pageWith } from '../page';
import { searchText } from '../searchText';

/** positive reads a number of an address; undefined for anything else. */
function positive(value: unknown): number | undefined {
  const n = Number(value);
  return Number.isSafeInteger(n) && n > 0 ? n : undefined;
}

/** readAlertFilter reads the filters of the board from its address. */
export function readAlertFilter(search: Record<string, unknown>): AlertFilter {
  const type = alertTypes.find((x) => x === search.type);
  const severity = severities.find((x) => x === search.severity);
  const text = searchText(search.search);
  const warehouse = positive(search.warehouse);
  return {
    ...(type ? { type } : {}), ...(severity ? { severity } : {}), ...(warehouse ? { warehouse } : {}), ...(text ? { search: text } : {}),
    ...(search.mine === true ? { mine: true } : {}), ...(search.resolved === true ? { resolved: true } : {}),
  };
}

const alertsRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/alerts',
  validateSearch: readAlertFilter,
  loaderDeps: ({ search }) => search,
  loader: ({ context: { queries }, deps }) => {
    void queries.prefetchQuery(alertSummaryQuery);
    const columns = hasWidth('board') ? severities : [deps.severity];
    for (const s of columns) void queries.prefetchInfiniteQuery(alertsQuery(deps, s));
  },
  component: pageWith('alerts', () => import('./AlertsPage'), 'AlertsPage'),
});

const alertRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/alerts/$id',
  loader: async ({ context: { queries }, params }) => {
    const id = positive(params.id);
    if (!id) throw notFound();
    await queries.ensureQueryData(alertQuery(id));
  },
  component: pageWith('alerts', () => import('./AlertPage'), 'AlertPage'),
});

const suggestionsRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/suggestions',
  validateSearch: (search: Record<string, unknown>): { warehouse?: number } => {
    const warehouse = positive(search.warehouse);
    return warehouse ? { warehouse } : {};
  },
  loaderDeps: ({ search }) => search,
  loader: ({ context, deps }) => void context.queries.prefetchInfiniteQuery(suggestionsQuery(deps.warehouse)),
  component: pageWith('alerts', () => import('./SuggestionsPage'), 'SuggestionsPage'),
});

const recallsRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/recalls',
  loader: ({ context }) => void context.queries.prefetchInfiniteQuery(recallsQuery()),
  component: pageWith('alerts', () => import('../recalls/RecallsPage'), 'RecallsPage'),
});

const newRecallRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/recalls/new',
  validateSearch: (search: Record<string, unknown>): { lot?: number } => {
    const lot = positive(search.lot);
    return lot ? { lot } : {};
  },
  loader: ({ context }) => need(context.user, 'start_recalls'),
  component: pageWith('alerts', () => import('../recalls/NewRecallPage'), 'NewRecallPage'),
});

const recallRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/recalls/$id',
  loader: ({ context, params }) => context.queries.ensureQueryData(recallQuery(params.id)),
  component: pageWith('alerts', () => import('../recalls/RecallPage'), 'RecallPage'),
});

export const alertRoutes = [alertsRoute, alertRoute, suggestionsRoute, recallsRoute, newRecallRoute, recallRoute] as const;
