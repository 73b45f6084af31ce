import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { useState } from 'react';
import { makeRouter } from './router';
import { whenSignedOut } from './services/api';
import { makeQueryClient } from './services/queryClient';
import { sessionQuery } from './services/session/session';
import { cssVariables, theme } from './theme';

function start() {
  const queries = makeQueryClient();
  const router = makeRouter(queries);
  whenSignedOut(() => {
    queries.setQueryData(sessionQuery.queryKey, null);
    void router.invalidate();
  });
  return { queries, router };
}

/** App is the whole dashboard. */
export function App() {
  const [{ queries, router }] = useState(start);
  return (
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
      <Notifications position="top-center" containerWidth={420} />
      <QueryClientProvider client={queries}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  );
}
