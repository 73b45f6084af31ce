import type { Kind, OperationLine } from '../types';

/** progressOf is how much of a line has reached its goal. */
export function progressOf(kind: Kind, l: OperationLine): { done: number; total: number } {
  switch (kind) {
    case 'receipt': return { done: l.received + l.damaged, total: l.quantity };
    case 'shipment': return { done: l.dispatched + l.picked, total: l.quantity };
    // What these say has been done when it is seen.
    case 'count': case 'adjustment': case 'return': case 'move': return { done: l.quantity, total: l.quantity };
    // What came back, was lost or was scrapped has come to its end as well.
    case 'transfer': return { done: l.received + l.damaged + l.returned + l.lost + l.scrapped, total: l.quantity };
  }
}

/** expectedOfLine is how much of a receipt's line has not come; what waits for a manager has. */
export function expectedOfLine(l: OperationLine): number {
  return Math.max(0, l.quantity - l.received - l.damaged - l.pending);
}

/** onRoadOfLine is how much of a transfer's line is on the way. */
export function onRoadOfLine(l: OperationLine): number {
  return Math.max(0, l.dispatched - l.received - l.damaged - l.returned - l.lost - l.scrapped);
}
