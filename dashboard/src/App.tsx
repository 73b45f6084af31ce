import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useState } from 'react';
import { makeRouter } from './router';
import { whenSignedOut } from './services/api';
import { onFirstTouch } from './services/firstScreen';
import { makeQueryClient } from './services/queryClient';
import { rememberSeen } from './services/seen';
import { sessionQuery } from './services/session/session';
import { cssVariables, makeTheme } from './theme';

// Nothing is told before something was done: this is not needed to begin.
const Toasts = lazy(() => import('./components/Toasts'));

/** start makes the parts that live as long as the page, with what was seen before. */
export async function start() {
  const queries = makeQueryClient();
  await rememberSeen(queries);
  const router = makeRouter(queries);
  whenSignedOut(() => {
    queries.setQueryData(sessionQuery.queryKey, null);
    void router.invalidate();
  });
  return { queries, router, theme: makeTheme() };
}

/** App is the whole dashboard. */
export function App({ queries, router, theme }: Awaited<ReturnType<typeof start>>) {
  const [touched, setTouched] = useState(false);
  useEffect(() => onFirstTouch(() => setTouched(true)), []);
  return (
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
      {touched && <Suspense><Toasts /></Suspense>}
      <QueryClientProvider client={queries}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  );
}
