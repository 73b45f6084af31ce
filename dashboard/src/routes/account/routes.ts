import { createRoute } from '@tanstack/react-router';
import { inboxQuery, preferencesQuery, sessionsQuery, tokensQuery } from '@/services/account';
import { appRoute } from '../app';
import { pageWith } from '../page';
import { rootRoute } from '../root';

const withToken = (search: Record<string, unknown>): { token?: string } =>
  (typeof search.token === 'string' || typeof search.token === 'number' ? { token: String(search.token) } : {});

const doors = () => import('./doors');
const resetRoute = createRoute({ getParentRoute: () => rootRoute, path: '/reset-password', validateSearch: withToken, component: pageWith('account', doors, 'ResetPasswordPage') });
const invitationRoute = createRoute({ getParentRoute: () => rootRoute, path: '/invitation', validateSearch: withToken, component: pageWith('account', doors, 'InvitationPage') });
const confirmEmailRoute = createRoute({ getParentRoute: () => rootRoute, path: '/confirm-email', validateSearch: withToken, component: pageWith('account', doors, 'ConfirmEmailPage') });
const forgotRoute = createRoute({ getParentRoute: () => rootRoute, path: '/forgot', component: pageWith('account', doors, 'ForgotPage') });
const registerRoute = createRoute({ getParentRoute: () => rootRoute, path: '/register', component: pageWith('account', doors, 'RegisterPage') });

/** doorRoutes are for those who aren't signed in. */
export const doorRoutes = [resetRoute, invitationRoute, confirmEmailRoute, forgotRoute, registerRoute] as const;

const accountRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/account',
  loader: ({ context: { queries } }) => Promise.all([
    queries.ensureQueryData(sessionsQuery), queries.ensureQueryData(tokensQuery), queries.ensureQueryData(preferencesQuery),
  ]),
  component: pageWith('account', () => import('./AccountPage'), 'AccountPage'),
});

const inboxRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/notifications',
  validateSearch: (search: Record<string, unknown>): { unread?: boolean } => (search.unread === true ? { unread: true } : {}),
  loaderDeps: ({ search }) => search,
  loader: ({ context, deps }) => void context.queries.prefetchInfiniteQuery(inboxQuery(deps.unread ?? false)),
  component: pageWith('account', () => import('./InboxPage'), 'InboxPage'),
});

/** accountRoutes are a person's own. */
export const accountRoutes = [accountRoute, inboxRoute] as const;
