import type { Composed, Kind } from '../types';

const paths = {
  receipt: '/receipts/$id', shipment: '/shipments/$id', transfer: '/transfers/$id',
  count: '/counts/$id', adjustment: '/adjustments/$id', return: '/returns/$id', move: '/moves/$id',
} as const;
const newPaths = { receipt: '/receipts/new', shipment: '/shipments/new', transfer: '/transfers/new' } as const;

/** pathOf is where a kind of operation is shown. */
export function pathOf(kind: Kind) {
  return paths[kind];
}

/** newPathOf is where a kind of operation is started. */
export function newPathOf(kind: Composed) {
  return newPaths[kind];
}
