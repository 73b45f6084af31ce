import { QueryClient, type QueryFilters } from '@tanstack/react-query';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Refresher } from './events';

beforeEach(() => { vi.useFakeTimers(); });
afterEach(() => { vi.useRealTimers(); });

/** setup is a list of so many pages that has just been read, and a product beside it. */
function setup(pages: number) {
  const queries = new QueryClient();
  queries.setQueryData(['get', '/stock', {}], { pages: Array.from({ length: pages }, () => ({ items: [] })), pageParams: [] });
  queries.setQueryData(['get', '/products/{product_id}/stock', 7], { warehouses: [] });
  const stale = (path: string) => queries.getQueryCache().findAll({ queryKey: ['get', path] }).every((q) => q.state.isInvalidated);
  return { refresher: new Refresher(queries), list: () => stale('/stock'), product: () => stale('/products/{product_id}/stock') };
}

describe('Refresher', () => {
  it('gathers changes and reads what they are about', () => {
    const { refresher, list, product } = setup(1);
    refresher.changed('/stock');
    refresher.changed('/stock');
    expect(list()).toBe(false);
    vi.advanceTimersByTime(800);
    expect(list()).toBe(true);
    expect(product()).toBe(false);
  });
  it('reads a long list less often, and does not forget it', () => {
    const { refresher, list, product } = setup(10);
    refresher.changed('/stock', '/products/{product_id}/stock');
    vi.advanceTimersByTime(800);
    expect(product()).toBe(true);
    expect(list()).toBe(false);
    vi.advanceTimersByTime(8 * 800);
    expect(list()).toBe(true);
  });
  it('reads what is short once, while a long list waits', () => {
    const queries = new QueryClient();
    const list = (pages: number) => ({ pages: Array.from({ length: pages }, () => ({ items: [] })), pageParams: [] });
    queries.setQueryData(['get', '/stock', 'short'], list(1));
    queries.setQueryData(['get', '/stock', 'long'], list(10));
    const read: unknown[] = [];
    const refresher = new Refresher({
      invalidateQueries: (filters) => {
        for (const q of queries.getQueryCache().findAll(filters as QueryFilters)) {
          read.push(q.queryKey[2]);
        }
        return Promise.resolve();
      },
    });
    refresher.changed('/stock');
    vi.advanceTimersByTime(20 * 800);
    expect(read).toEqual(['short', 'long']);
  });
  it('stops', () => {
    const { refresher, list } = setup(10);
    refresher.changed('/stock');
    refresher.stop();
    vi.advanceTimersByTime(20_000);
    expect(list()).toBe(false);
  });
});
