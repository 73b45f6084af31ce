import { createRoute, notFound } from '@tanstack/react-router';
import { categoriesQuery } from '@/services/counts';
import { alertSummaryQuery } from '@/services/alerts';
import { approvalsQuery, operationsQuery } from '@/services/queries';
import { groupings, reportListQuery, reportNames, reportQuery, type ReportSearch } from '@/services/reports';
import { need } from '../admin/need';
import { appRoute } from '../app';
import { pageWith } from '../page';

const day = (value: unknown) => (typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value) ? value : undefined);
const id = (value: unknown) => (Number.isSafeInteger(Number(value)) && Number(value) > 0 ? Number(value) : undefined);
const one = <T,>(values: readonly T[], value: unknown) => values.find((v) => v === value);

/** readReportSearch reads what a report is asked for from its address. */
export function readReportSearch(s: Record<string, unknown>): ReportSearch {
  const search: ReportSearch = {
    warehouse: id(s.warehouse), category: id(s.category), product: id(s.product), days: one([30, 90, 365] as const, Number(s.days)), movers: one(['fast', 'slow', 'dead'] as const, s.movers),
    class: one(['A', 'B', 'C'] as const, s.class), from: day(s.from), to: day(s.to), on: day(s.on), group: one(groupings, s.group), order: one(['asc', 'desc'] as const, s.order),
    compare: s.compare === true || undefined,
  };
  return Object.fromEntries(Object.entries(search).filter(([, v]) => v !== undefined));
}

const reportsRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/reports',
  loader: async ({ context: { user, queries } }) => {
    need(user, 'view_reports');
    await queries.ensureQueryData(reportListQuery);
  },
  component: pageWith('reports', () => import('./ReportsPage'), 'ReportsPage'),
});

const reportRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/reports/$name',
  validateSearch: readReportSearch,
  loaderDeps: ({ search }) => search,
  loader: async ({ context: { user, queries }, params, deps }) => {
    need(user, 'view_reports');
    const name = reportNames.find((n) => n === params.name);
    if (!name) throw notFound();
    void queries.prefetchInfiniteQuery(reportQuery(name, deps));
    void queries.prefetchInfiniteQuery(categoriesQuery(''));
    await queries.ensureQueryData(reportListQuery);
  },
  component: pageWith('reports', () => import('./ReportPage'), 'ReportPage'),
});

const overviewRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/overview',
  loader: ({ context: { user, queries } }) => {
    need(user, 'view_reports');
    void queries.prefetchQuery(alertSummaryQuery);
    void queries.prefetchQuery(approvalsQuery);
    void queries.prefetchInfiniteQuery(operationsQuery({ attention: true }));
  },
  component: pageWith('reports', () => import('../overview/OverviewPage'), 'OverviewPage'),
});

export const reportRoutes = [reportsRoute, reportRoute, overviewRoute] as const;
