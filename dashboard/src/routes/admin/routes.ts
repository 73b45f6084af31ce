import { createRoute } from '@tanstack/react-router';
import { binsQuery, productsQuery, usersQuery, warehousesQuery } from '@/services/queries';
import { appRoute } from '../app';
import { need } from './need';
import { pageWith } from '../page';
import { readProductSearch } from './products/search';

const usersRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/admin/users',
  loader: async ({ context }) => {
    need(context.user, 'manage_users');
    await Promise.all([context.queries.ensureQueryData(usersQuery), context.queries.ensureQueryData(warehousesQuery())]);
  },
  component: pageWith('admin', () => import('./users/UsersPage'), 'UsersPage'),
});

const warehousesRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/admin/warehouses',
  loader: async ({ context }) => {
    need(context.user, 'manage_warehouses');
    await context.queries.ensureQueryData(warehousesQuery());
  },
  component: pageWith('admin', () => import('./warehouses/WarehousesPage'), 'WarehousesPage'),
});

const warehouseRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/admin/warehouses/$id',
  loader: async ({ context, params }) => {
    need(context.user, 'manage_warehouses');
    await Promise.all([
      context.queries.ensureQueryData(warehousesQuery()),
      context.queries.ensureQueryData(binsQuery(Number(params.id))),
    ]);
  },
  component: pageWith('admin', () => import('./warehouses/WarehousePage'), 'WarehousePage'),
});

const productsRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/admin/products',
  validateSearch: readProductSearch,
  loaderDeps: ({ search }) => search,
  loader: ({ context, deps }) => {
    need(context.user, 'manage_products');
    void context.queries.prefetchInfiniteQuery(productsQuery(deps.q ?? '', deps.status));
  },
  component: pageWith('admin', () => import('./products/ProductsPage'), 'ProductsPage'),
});

export const adminRoutes = [usersRoute, warehousesRoute, warehouseRoute, productsRoute] as const;
