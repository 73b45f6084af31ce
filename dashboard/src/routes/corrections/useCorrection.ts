import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { Send } from '@/services/commands/send';
import { useCommand } from '@/services/commands/useCommand';
import { pathOf } from '@/services/operations/paths';
import { productQuery } from '@/services/queries';
import { useCurrentWarehouse } from '@/services/session/warehouse';
import type { Product } from '@/services/types';
import type { NewSearch } from '../documents/routes';

/** Row is a product in a form of corrections, with what was said of it. */
export interface Row<Values> {
  id: number;
  product: Product;
  values: Values;
}

/** useCorrection holds a form of products: an adjustment, a move or a return. */
export function useCorrection<Body, Values>(post: Send<Body>, begin: NewSearch, blank: (product: Product) => Values) {
  const navigate = useNavigate();
  const [warehouse, setWarehouse] = useCurrentWarehouse();
  const { data: first } = useQuery({ ...productQuery(begin.product ?? 0), enabled: Boolean(begin.product) });
  const [rows, setRows] = useState<Row<Values>[]>(() => (first ? [{ id: 1, product: first, values: blank(first) }] : []));
  const command = useCommand(post, (o) => void navigate({ to: pathOf(o.kind), params: { id: o.operation_id }, replace: true }), () => void navigate({ to: '/outbox', replace: true }));
  const set = (next: Row<Values>[]) => { command.reset(); setRows(next); };
  return {
    warehouse, setWarehouse, rows, command,
    add: (product: Product) => set([{ id: 1 + Math.max(0, ...rows.map((r) => r.id)), product, values: blank(product) }, ...rows]),
    change: (id: number, part: Partial<Values>) => set(rows.map((r) => (r.id === id ? { ...r, values: { ...r.values, ...part } } : r))),
    remove: (id: number) => set(rows.filter((r) => r.id !== id)),
  };
}
