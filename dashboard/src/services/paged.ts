import type { InfiniteData } from '@tanstack/react-query';

/** isPaged tells whether what is remembered is a list that is read page by page. */
export function isPaged(data: unknown): data is InfiniteData<unknown> {
  return typeof data === 'object' && data !== null && 'pages' in data && Array.isArray(data.pages) && 'pageParams' in data && Array.isArray(data.pageParams);
}
