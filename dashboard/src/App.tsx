import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { makeRouter } from './router';
import { whenSignedOut } from './services/api';
import { makeQueryClient } from './services/queryClient';
import { sessionQuery } from './services/session/session';
import { cssVariables, makeTheme } from './theme';

// Nothing is told before something was done: this is not needed to begin.
const Toasts = lazy(() => import('./components/Toasts'));

function start() {
  const queries = makeQueryClient();
  const router = makeRouter(queries);
  whenSignedOut(() => {
    queries.setQueryData(sessionQuery.queryKey, null);
    void router.invalidate();
  });
  return { queries, router, theme: makeTheme() };
}

/** App is the whole dashboard. */
export function App() {
  const [{ queries, router, theme }] = useState(start);
  return (
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
      <Suspense><Toasts /></Suspense>
      <QueryClientProvider client={queries}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  );
}
