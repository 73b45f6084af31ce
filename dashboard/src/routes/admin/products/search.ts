import type { Product } from '@/services/types';
import { searchText } from '../../searchText';

/** statuses a product can have. */
export const statuses = ['active', 'retired'] as const satisfies Product['status'][];

/** ProductSearch is what the catalogue is narrowed by. */
export interface ProductSearch {
  q?: string;
  status?: Product['status'];
}

/** readProductSearch reads the filters of the catalogue from its address. */
export function readProductSearch(search: Record<string, unknown>): ProductSearch {
  const q = searchText(search.q);
  const status = statuses.find((s) => s === search.status);
  return { ...(q ? { q } : {}), ...(status ? { status } : {}) };
}
