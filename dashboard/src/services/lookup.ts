import { queryOptions, type QueryClient } from '@tanstack/react-query';
import { client } from './api';
import type { OperationLine, OperationSummary, Product } from './types';
import { isCode, scannedUnit } from './units';

/** Found is what a scanned or typed code leads to. */
export type Found =
  | { kind: 'product'; product: Product; unit?: string }
  | { kind: 'operation'; operation: OperationSummary }
  | { kind: 'several'; products: Product[]; operations: OperationSummary[] }
  | { kind: 'nothing' };

/** choose decides what a code means among what the API found for it. */
export function choose(code: string, products: Product[], operations: OperationSummary[]): Found {
  const operation = operations.find((o) => o.number.toLowerCase() === code.toLowerCase());
  if (operation) return { kind: 'operation', operation };
  const exact = products.filter((p) => isCode(p, code));
  const product = exact.length === 1 ? exact[0] : products.length === 1 && operations.length === 0 ? products[0] : undefined;
  if (product) return { kind: 'product', product, unit: scannedUnit(product, code) };
  if (products.length + operations.length === 0) return { kind: 'nothing' };
  return { kind: 'several', products, operations };
}

/** lookupQuery asks the API what a code is: a product, or a document by its number or reference. */
export function lookupQuery(code: string) {
  return queryOptions({
    queryKey: ['lookup', code],
    staleTime: 10_000,
    queryFn: async ({ signal }): Promise<Found> => {
      const [products, operations] = await Promise.all([
        client.GET('/products', { params: { query: { search: code, limit: 10 } }, signal }),
        client.GET('/operations', { params: { query: { search: code, limit: 5 } }, signal }),
      ]);
      return choose(code, products.data?.items ?? [], operations.data?.items ?? []);
    },
  });
}

/** productsMatching is what to offer while somebody types. */
export function productsMatching(text: string) {
  return queryOptions({
    queryKey: ['lookup', 'products', text],
    staleTime: 30_000,
    queryFn: async ({ signal }) =>
      (await client.GET('/products', { params: { query: { search: text, status: 'active', limit: 8 } }, signal })).data!.items,
  });
}

/** Identified is a scanned item as a document sees it. */
export type Identified =
  | { kind: 'line'; line: OperationLine; unit?: string }
  /** A known product that is not among the lines. */
  | { kind: 'other'; product: Product }
  | { kind: 'unknown' };

/** identify finds the line that a scanned code belongs to; SKUs without asking the API. */
export async function identify(queries: QueryClient, code: string, lines: OperationLine[]): Promise<Identified> {
  const bySku = lines.find((l) => l.product.sku.toLowerCase() === code.toLowerCase());
  if (bySku) return { kind: 'line', line: bySku };
  const product = (await queries.fetchQuery(productsMatching(code))).find((p) => isCode(p, code));
  if (!product) return { kind: 'unknown' };
  const line = lines.find((l) => l.product.id === product.id);
  return line ? { kind: 'line', line, unit: scannedUnit(product, code) } : { kind: 'other', product };
}
