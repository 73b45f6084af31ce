import { redirect } from '@tanstack/react-router';
import type { QueryClient } from '@tanstack/react-query';
import { pathOf } from '@/services/operations/paths';
import { operationMovementsQuery, operationQuery, productQuery, warehousesQuery } from '@/services/queries';
import type { Step } from '@/services/operations/next';
import type { Composed, Kind } from '@/services/types';

/** What a new document may begin with. */
export interface NewSearch {
  product?: number;
  unit?: string;
}

/** readNewSearch reads the address of a new document. */
export function readNewSearch(search: Record<string, unknown>): NewSearch {
  const product = Number(search.product);
  return {
    ...(Number.isSafeInteger(product) && product > 0 ? { product } : {}),
    ...(typeof search.unit === 'string' ? { unit: search.unit } : {}),
  };
}

/** loadNew reads what the first screen of a new document shows. */
export async function loadNew(queries: QueryClient, kind: Composed, search: NewSearch): Promise<void> {
  await Promise.all([
    search.product ? queries.ensureQueryData(productQuery(search.product)) : undefined,
    kind === 'transfer' ? queries.ensureQueryData(warehousesQuery(true)) : undefined,
  ]);
}

/** The step that is being taken is part of the address. */
export interface StepSearch {
  step?: Step;
}

const steps: Step[] = ['receive', 'put_away', 'pick', 'dispatch', 'settle', 'receive_return', 'count'];

/** readStepSearch reads the address of a document. */
export function readStepSearch(search: Record<string, unknown>): StepSearch {
  const step = steps.find((s) => s === search.step);
  return step ? { step } : {};
}

/** loadOperation reads a document; one of another kind is sent to its own address. */
export async function loadOperation(queries: QueryClient, kind: Kind, id: string): Promise<void> {
  const [op] = await Promise.all([
    queries.ensureQueryData(operationQuery(id)),
    kind === 'receipt' ? queries.ensureQueryData(operationMovementsQuery(id)) : undefined,
  ]);
  if (op.kind !== kind) throw redirect({ to: pathOf(op.kind), params: { id }, replace: true });
}
