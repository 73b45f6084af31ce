import type { QueryClient } from '@tanstack/react-query';
import { tn } from '@/i18n';
import type { PostRequest } from '../commands/send';
import { operationQuery, productQuery } from '../queries';
import type { Operation, Product } from '../types';
import { factorOf } from '../units';

interface Line {
  line_no?: number;
  product_id?: number;
  quantity?: number;
  packaging_unit?: string;
}

/** linesOf reads the lines of a command's body, which may have none. */
export function linesIn(request: PostRequest): Line[] {
  const { lines } = (request.body ?? {}) as { lines?: unknown };
  return Array.isArray(lines) ? (lines as Line[]) : [];
}

/** subjectOf says what a command is about, in words that need no network later. */
export function subjectOf(queries: QueryClient, request: PostRequest): string {
  const operation = seenOperation(queries, request.params.operation_id);
  const words = linesIn(request).slice(0, 3).map((line) => {
    const product = operation?.lines.find((l) => l.line_no === line.line_no)?.product;
    const id = product?.id ?? line.product_id;
    const quantity = line.quantity === undefined ? undefined : tn('pieces', line.quantity * factorIn(queries, id, line.packaging_unit));
    return [quantity, product?.name ?? seenProduct(queries, id)?.name].filter(Boolean).join(' ');
  });
  return [operation?.number, ...words].filter(Boolean).join(' · ');
}

/** factorIn is how many base units a packaging unit holds, as far as the product was seen. */
export function factorIn(queries: QueryClient, productId: number | undefined, unit: string | undefined): number {
  const product = unit ? seenProduct(queries, productId) : undefined;
  return product ? factorOf(product, unit) : 1;
}

function seenOperation(queries: QueryClient, id: string | undefined): Operation | undefined {
  return id ? queries.getQueryData<Operation>(operationQuery(id).queryKey) : undefined;
}

function seenProduct(queries: QueryClient, id: number | undefined): Product | undefined {
  return id ? queries.getQueryData<Product>(productQuery(id).queryKey) : undefined;
}
