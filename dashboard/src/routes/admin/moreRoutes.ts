import { createRoute } from '@tanstack/react-router';
import { auditQuery, channelsQuery, importQuery, importsQuery, readinessQuery, scheduleQuery, scheduleRunsQuery, schedulesQuery, type AuditSearch } from '@/services/admin';
import { categoriesQuery, reasonsQuery } from '@/services/counts';
import { appRoute } from '../app';
import { pageWith } from '../page';
import { searchText } from '../searchText';
import { need } from './need';

const schedulesRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/admin/schedules',
  loader: async ({ context: { user, queries } }) => {
    need(user, 'manage_schedules');
    await queries.ensureQueryData(schedulesQuery);
  },
  component: pageWith('admin', () => import('./schedules/SchedulesPage'), 'SchedulesPage'),
});

const scheduleRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/admin/schedules/$id',
  loader: async ({ context: { user, queries }, params }) => {
    need(user, 'manage_schedules');
    void queries.prefetchInfiniteQuery(scheduleRunsQuery(params.id));
    await queries.ensureQueryData(scheduleQuery(params.id));
  },
  component: pageWith('admin', () => import('./schedules/SchedulePage'), 'SchedulePage'),
});

const importsRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/admin/imports',
  loader: ({ context: { user, queries } }) => {
    need(user, 'manage_products');
    void queries.prefetchInfiniteQuery(importsQuery);
  },
  component: pageWith('admin', () => import('./imports/ImportsPage'), 'ImportsPage'),
});

const importRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/admin/imports/$id',
  loader: async ({ context: { user, queries }, params }) => {
    need(user, 'manage_products');
    await queries.ensureQueryData(importQuery(params.id));
  },
  component: pageWith('admin', () => import('./imports/ImportPage'), 'ImportPage'),
});

const channelsRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/admin/channels',
  loader: ({ context: { user, queries } }) => {
    need(user, 'manage_channels');
    void queries.prefetchInfiniteQuery(channelsQuery);
  },
  component: pageWith(['admin', 'alerts'], () => import('./channels/ChannelsPage'), 'ChannelsPage'),
});

function readAuditSearch(s: Record<string, unknown>): AuditSearch {
  const id = (v: unknown) => (Number.isSafeInteger(Number(v)) && Number(v) > 0 ? Number(v) : undefined);
  const day = (v: unknown) => (typeof v === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(v) ? v : undefined);
  const search: AuditSearch = {
    warehouse: id(s.warehouse), user: id(s.user), stream: searchText(s.stream), action: searchText(s.action), kind: searchText(s.kind), subject: searchText(s.subject),
    address: searchText(s.address), refused: s.refused === true || undefined, from: day(s.from), to: day(s.to),
  };
  return Object.fromEntries(Object.entries(search).filter(([, v]) => v !== undefined && v !== ''));
}

const auditRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/admin/audit',
  validateSearch: readAuditSearch,
  loaderDeps: ({ search }) => search,
  loader: ({ context: { user, queries }, deps }) => {
    need(user, 'view_audit');
    void queries.prefetchInfiniteQuery(auditQuery(deps));
  },
  component: pageWith('admin', () => import('./audit/AuditPage'), 'AuditPage'),
});

const categoriesRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/admin/categories',
  loader: ({ context: { user, queries } }) => {
    need(user, 'manage_categories');
    void queries.prefetchInfiniteQuery(categoriesQuery('', undefined));
  },
  component: pageWith('admin', () => import('./categories/CategoriesPage'), 'CategoriesPage'),
});

const reasonsRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/admin/reasons',
  loader: async ({ context: { user, queries } }) => {
    need(user, 'manage_reasons');
    await queries.ensureQueryData(reasonsQuery);
  },
  component: pageWith('admin', () => import('./reasons/ReasonsPage'), 'ReasonsPage'),
});

const healthRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/admin/health',
  loader: ({ context: { user, queries } }) => {
    need(user, 'view_workflows');
    void queries.prefetchQuery(readinessQuery);
  },
  component: pageWith(['admin', 'alerts'], () => import('./health/HealthPage'), 'HealthPage'),
});

export const moreAdminRoutes = [schedulesRoute, scheduleRoute, importsRoute, importRoute, channelsRoute, auditRoute, categoriesRoute, reasonsRoute, healthRoute] as const;
