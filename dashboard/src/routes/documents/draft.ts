import type { Composed, Product } from '@/services/types';
import { factorOf, scannedUnit } from '@/services/units';
import type { Body } from '@/services/types';

/** DraftLine is a line of a document that isn't sent yet; the quantity counts its unit. */
export interface DraftLine {
  id: number;
  product: Product;
  unit: string;
  quantity: number;
}

/** Draft is a document that isn't sent yet. */
export interface Draft {
  destination?: number;
  partner: string;
  reference: string;
  requiredOn: string;
  policy: 'all_or_nothing' | 'backorder';
  lines: DraftLine[];
}

/** emptyDraft is where each document begins. */
export const emptyDraft: Draft = { partner: '', reference: '', requiredOn: '', policy: 'all_or_nothing', lines: [] };

/** addProduct adds one of a product; scanning it again counts on. The newest line comes first. */
export function addProduct(draft: Draft, product: Product, code?: string, unit?: string): Draft {
  const of = unit ?? (code ? scannedUnit(product, code) : undefined) ?? product.base_unit;
  const same = draft.lines.find((l) => l.product.id === product.id && l.unit === of);
  const lines = same
    ? [{ ...same, quantity: same.quantity + 1 }, ...draft.lines.filter((l) => l !== same)]
    : [{ id: 1 + Math.max(0, ...draft.lines.map((l) => l.id)), product, unit: of, quantity: 1 }, ...draft.lines];
  return { ...draft, lines };
}

/** changeLine changes one line; a unit that another line of the product has is added to that one. */
export function changeLine(draft: Draft, at: number, change: Partial<Pick<DraftLine, 'quantity' | 'unit'>>): Draft {
  const line = draft.lines[at];
  if (!line) return draft;
  const changed = { ...line, ...change };
  const twin = draft.lines.findIndex((l, i) => i !== at && l.product.id === line.product.id && l.unit === changed.unit);
  if (twin < 0) return { ...draft, lines: draft.lines.map((l, i) => (i === at ? changed : l)) };
  const lines = draft.lines.map((l, i) => (i === twin ? { ...l, quantity: l.quantity + changed.quantity } : l)).filter((_, i) => i !== at);
  return { ...draft, lines };
}

/** removeLine takes a line off. */
export function removeLine(draft: Draft, at: number): Draft {
  return { ...draft, lines: draft.lines.filter((_, i) => i !== at) };
}

/** piecesOf is how many base units the draft is about. */
export function piecesOf(draft: Draft): number {
  return draft.lines.reduce((n, l) => n + l.quantity * factorOf(l.product, l.unit), 0);
}

/** wantedOf is how many base units of a product the draft is about. */
export function wantedOf(draft: Draft, productId: number): number {
  return piecesOf({ ...draft, lines: draft.lines.filter((l) => l.product.id === productId) });
}

type Lines = Body<'NewLine'>[];

/** linesOf is what the API gets: a packaging unit by its name, the base unit by silence. */
export function linesOf(draft: Draft): Lines {
  // The oldest scan is line 1.
  return draft.lines.toReversed().map((l) => ({
    product_id: l.product.id, quantity: l.quantity,
    ...(l.unit === l.product.base_unit ? {} : { packaging_unit: l.unit }),
  }));
}

/** bodyOf makes the request of a draft. */
export function bodyOf(kind: Composed, warehouseId: number, draft: Draft): Body<'NewReceipt'> | Body<'NewShipment'> | Body<'NewTransfer'> {
  const partner = draft.partner.trim();
  const reference = draft.reference.trim();
  const common = {
    ...(reference ? { reference } : {}),
    ...(draft.requiredOn ? { required_on: draft.requiredOn } : {}),
    lines: linesOf(draft),
  };
  switch (kind) {
    case 'receipt': return { warehouse_id: warehouseId, ...(partner ? { supplier: partner } : {}), ...common };
    case 'shipment': return { warehouse_id: warehouseId, ...(partner ? { customer: partner } : {}), policy: draft.policy, ...common };
    case 'transfer': return { from_warehouse_id: warehouseId, to_warehouse_id: draft.destination ?? 0, ...common };
  }
}
