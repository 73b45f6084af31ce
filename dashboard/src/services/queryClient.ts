import { QueryClient } from '@tanstack/react-query';
import { asProblem, isAnswer } from './problem';

/** Reads are repeated where an answer may still come; a refusal is shown at once. */
export function makeQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 15_000,
        retry: (failures, error) => failures < 2 && !isAnswer(asProblem(error)),
        refetchOnWindowFocus: true,
      },
    },
  });
}
