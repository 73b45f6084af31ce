import type { LocationRef, LotRef, Movement } from '../types';

/** Placed is what a receipt's line has left in a bin, by lot. */
export interface Placed {
  key: string;
  lineNo: number;
  product: Movement['product'];
  location: LocationRef;
  lot?: LotRef;
  quantity: number;
}

/** placedBy sums an operation's movements to what it left in each bin. */
export function placedBy(movements: Movement[]): Placed[] {
  const sums = new Map<string, Placed>();
  for (const m of movements) {
    for (const [side, sign] of [[m.from, -1], [m.to, 1]] as const) {
      if (!side.location) continue;
      const key = `${m.line_no}/${side.location.id}/${m.lot?.id ?? 0}`;
      const placed = sums.get(key) ?? { key, lineNo: m.line_no, product: m.product, location: side.location, lot: m.lot, quantity: 0 };
      placed.quantity += sign * m.quantity;
      sums.set(key, placed);
    }
  }
  return [...sums.values()].filter((p) => p.quantity > 0).sort((a, b) => a.lineNo - b.lineNo || a.key.localeCompare(b.key));
}

/** toPutAway is what still lies where it was unloaded. */
export function toPutAway(movements: Movement[]): Placed[] {
  return placedBy(movements).filter((p) => p.location.kind === 'receiving');
}
