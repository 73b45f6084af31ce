import { Button, Center } from '@mantine/core';
import { useIntersection } from '@mantine/hooks';
import { useEffect } from 'react';
import { t } from '@/i18n';

interface Props {
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  fetchNextPage: () => unknown;
}

/** InfiniteEnd reads the next page when the end of a list comes into sight; a button does so without sight. */
export function InfiniteEnd({ hasNextPage, isFetchingNextPage, fetchNextPage }: Props) {
  const { ref, entry } = useIntersection({ rootMargin: '1200px' });
  const near = entry?.isIntersecting ?? false;
  useEffect(() => {
    if (near && hasNextPage && !isFetchingNextPage) fetchNextPage();
  }, [near, hasNextPage, isFetchingNextPage, fetchNextPage]);
  if (!hasNextPage) return null;
  return (
    <Center ref={ref} p="md">
      <Button variant="default" loading={isFetchingNextPage} onClick={() => fetchNextPage()}>{t('state.more')}</Button>
    </Center>
  );
}
