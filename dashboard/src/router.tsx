import type { QueryClient } from '@tanstack/react-query';
import { createRouter } from '@tanstack/react-router';
import { Failed, Loading } from './components/states';
import { accountRoutes, doorRoutes } from './routes/account/routes';
import { moreAdminRoutes } from './routes/admin/moreRoutes';
import { adminRoutes } from './routes/admin/routes';
import { alertRoutes } from './routes/alerts/routes';
import { approvalsRoute } from './routes/approvals/route';
import { correctionRoutes } from './routes/corrections/routes';
import { homeRoute } from './routes/home/route';
import { appRoute, missingRoute } from './routes/app';
import { lotRoutes } from './routes/lots/routes';
import { loginRoute } from './routes/login/route';
import { moreRoute } from './routes/more/route';
import { operationsRoute } from './routes/operations/route';
import { outboxRoute } from './routes/outbox/route';
import { peopleRoutes } from './routes/people/routes';
import { receiptRoutes } from './routes/receipts/routes';
import { reportRoutes } from './routes/reports/routes';
import { rootRoute } from './routes/root';
import { shipmentRoutes } from './routes/shipments/routes';
import { stockRoutes } from './routes/stock/routes';
import { transferRoutes } from './routes/transfers/routes';

const routeTree = rootRoute.addChildren([
  loginRoute, ...doorRoutes,
  appRoute.addChildren([
    homeRoute, missingRoute, moreRoute, operationsRoute, approvalsRoute, outboxRoute,
    ...stockRoutes, ...receiptRoutes, ...shipmentRoutes, ...transferRoutes, ...correctionRoutes, ...adminRoutes, ...moreAdminRoutes, ...alertRoutes, ...lotRoutes, ...reportRoutes, ...peopleRoutes, ...accountRoutes,
  ]),
]);

/** makeRouter joins the routes; each page's code is loaded when it is first visited. */
export function makeRouter(queries: QueryClient) {
  return createRouter({
    routeTree,
    context: { queries },
    defaultPreload: 'intent',
    // Queries know themselves how fresh they are.
    defaultPreloadStaleTime: 0,
    defaultPendingMs: 150,
    defaultPendingMinMs: 200,
    defaultPendingComponent: () => <Loading />,
    defaultErrorComponent: ({ error, reset }) => <Failed page error={error} retry={reset} />,
    scrollRestoration: true,
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}
