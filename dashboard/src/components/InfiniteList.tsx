import { Stack } from '@mantine/core';
import type { UseInfiniteQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { InfiniteEnd } from './InfiniteEnd';
import { Failed, Loading } from './states';

/** ListState is what a list that is read page by page tells of itself. */
export type ListState = Pick<UseInfiniteQueryResult, 'isPending' | 'error' | 'refetch' | 'hasNextPage' | 'isFetchingNextPage' | 'fetchNextPage' | 'isPlaceholderData'>;

interface Props<Item> {
  items: Item[];
  list: ListState;
  /** Stands where there is nothing. */
  empty: ReactNode;
  rows?: number;
  height?: number;
  children: (items: Item[]) => ReactNode;
}

/** InfiniteList is a list that is read page by page, with its states. */
export function InfiniteList<Item>({ items, list, empty, rows = 5, height = 96, children }: Props<Item>) {
  if (list.isPending) return <Loading rows={rows} height={height} />;
  if (list.error && items.length === 0) return <Failed error={list.error} retry={() => void list.refetch()} />;
  if (items.length === 0) return empty;
  return (
    <Stack gap={0} aria-busy={list.isPlaceholderData} style={{ opacity: list.isPlaceholderData ? 0.6 : 1 }}>
      {children(items)}
      <InfiniteEnd {...list} />
    </Stack>
  );
}
