import { queryOptions, type QueryClient } from '@tanstack/react-query';
import { client } from './api';
import { readGs1, sameGtin } from './gs1';
import { asProblem } from './problem';
import { productQuery } from './queries';
import type { LocationRef, OperationLine, OperationSummary, Product } from './types';
import { isCode, scannedUnit } from './units';

/** Label is what a code says besides which product it is on. */
export interface Label {
  /** The packaging that the code stands on; missing for the base unit. */
  unit?: string;
  /** How many of the unit. */
  count?: number;
  lotCode?: string;
  expiresOn?: string;
  /** The code names another date than the one under which the lot was received. */
  expiryConflict?: boolean;
}

/** Found is what a scanned or typed code leads to. */
export type Found =
  | ({ kind: 'product'; product: Product } & Label)
  | { kind: 'operation'; operation: OperationSummary }
  | { kind: 'location'; location: LocationRef }
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

/** lookupQuery asks the API what a code is; without network, what was seen answers as far as it goes. */
export function lookupQuery(queries: QueryClient, code: string) {
  return queryOptions({
    queryKey: ['lookup', code],
    staleTime: 10_000,
    queryFn: async (): Promise<Found> => {
      try {
        return await ask(queries, code);
      } catch (error) {
        const seen = asProblem(error).status === 0 ? amongSeen(queries, code) : undefined;
        if (seen) return seen;
        throw error;
      }
    },
  });
}

async function ask(queries: QueryClient, code: string): Promise<Found> {
  const [scan, products, operations] = await Promise.all([
    client.GET('/scan', { params: { query: { code } } }),
    client.GET('/products', { params: { query: { search: code, limit: 10 } } }),
    client.GET('/operations', { params: { query: { search: code, limit: 5 } } }),
  ]);
  const chosen = choose(code, products.data?.items ?? [], operations.data?.items ?? []);
  if (chosen.kind !== 'nothing') return chosen;
  const match = scan.data?.matches[0];
  if (match?.product) {
    const { id, packaging_unit: unit, factor, quantity, lot } = match.product;
    return {
      kind: 'product', product: await queries.fetchQuery(productQuery(id)), unit, count: quantity / factor,
      lotCode: lot?.code, expiresOn: scan.data?.gs1?.expires_on ?? lot?.expires_on, expiryConflict: lot?.expiry_conflict,
    };
  }
  return match?.location ? { kind: 'location', location: match.location } : chosen;
}

/** amongSeen looks a code up among the products that this device has seen. */
function amongSeen(queries: QueryClient, code: string): Found | undefined {
  const gs1 = readGs1(code);
  const products = new Map<number, Product>();
  const see = (p: Product) => products.set(p.id, p);
  for (const [[, path], data] of queries.getQueriesData<unknown>({ predicate: (q) => q.state.data !== undefined })) {
    if (path === '/products/{product_id}') see(data as Product);
    if (path === '/products') (data as { pages: { items: Product[] }[] }).pages.forEach((page) => page.items.forEach(see));
  }
  for (const product of products.values()) {
    const barcode = product.barcodes.find((b) => b.barcode === code || (gs1 && sameGtin(b.barcode, gs1.gtin)));
    if (barcode) return { kind: 'product', product, unit: barcode.packaging_unit, count: gs1?.count, lotCode: gs1?.lot, expiresOn: gs1?.expiresOn };
    if (isCode(product, code)) return { kind: 'product', product };
  }
  return undefined;
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
  | ({ kind: 'line'; line: OperationLine } & Label)
  /** A known product that is not among the lines. */
  | { kind: 'other'; product: Product }
  | { kind: 'unknown' };

/** identify finds the line that a scanned code belongs to; SKUs without asking the API. */
export async function identify(queries: QueryClient, code: string, lines: OperationLine[]): Promise<Identified> {
  const bySku = lines.find((l) => l.product.sku.toLowerCase() === code.toLowerCase());
  if (bySku) return { kind: 'line', line: bySku };
  const found = await queries.fetchQuery(lookupQuery(queries, code));
  // Words that happen to find a product are no code of it.
  if (found.kind !== 'product' || !(found.lotCode !== undefined || found.count !== undefined || isCode(found.product, code))) return { kind: 'unknown' };
  const { product, unit, count, lotCode, expiresOn, expiryConflict } = found;
  const line = lines.find((l) => l.product.id === product.id);
  return line ? { kind: 'line', line, unit, count, lotCode, expiresOn, expiryConflict } : { kind: 'other', product };
}
