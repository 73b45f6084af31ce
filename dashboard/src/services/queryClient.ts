import { QueryClient } from '@tanstack/react-query';
import { asProblem, isAnswer } from './problem';

/** How long what was seen can be looked up again without network. */
export const seenFor = 7 * 24 * 3_600_000;

/** Reads are repeated where an answer may still come; a refusal is shown at once. */
export function makeQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 15_000,
        gcTime: seenFor,
        // Without network a page that was never seen says so, rather than wait.
        networkMode: 'always',
        retry: (failures, error) => failures < 2 && navigator.onLine && !isAnswer(asProblem(error)),
        refetchOnWindowFocus: true,
      },
    },
  });
}
