import { describe, expect, it } from 'vitest';
import { line, operation, product } from '@/test/factories';
import type { LocationRef, Movement } from '../types';
import { picksOf } from './picks';
import { toPutAway } from './placed';

const bin = (id: number, code: string, kind: LocationRef['kind']): LocationRef => ({ id, code, kind, warehouse_id: 1 });
const receiving = bin(1, 'RECEIVING', 'receiving');
const storage = bin(2, 'A-01', 'storage');

function moved(from: Movement['from'], to: Movement['to'], quantity: number, lineNo = 1): Movement {
  return {
    id: 1, moved_at: '2026-05-01T08:00:00Z', operation: operation(), step_no: 2, line_no: lineNo, product: product(), from, to, quantity,
    kind: 'receipt', user: { id: 7, name: 'Kim' },
  };
}

describe('toPutAway', () => {
  it('is what came into receiving less what was carried on', () => {
    const movements = [
      moved({ account: 'supplier' }, { location: receiving }, 10),
      moved({ location: receiving }, { location: storage }, 4),
      moved({ account: 'supplier' }, { location: storage }, 5, 2),
    ];
    expect(toPutAway(movements)).toMatchObject([{ lineNo: 1, quantity: 6, location: { code: 'RECEIVING' } }]);
  });
  it('is nothing after an undo', () => {
    const there = moved({ account: 'supplier' }, { location: receiving }, 10);
    const back = moved({ location: receiving }, { account: 'supplier' }, 10);
    expect(toPutAway([there, back])).toEqual([]);
  });
});

describe('picksOf', () => {
  it('walks the bins in order and leaves out what is picked', () => {
    const hold = (code: string, id: number, picked = false) => ({ line_no: 1, location: bin(id, code, 'storage'), quantity: 1, picked });
    const op = operation({ kind: 'shipment', lines: [line()], holds: [hold('A-10', 4), hold('A-2', 3), hold('A-1', 5, true)] });
    expect(picksOf(op).map((p) => p.hold.location.code)).toEqual(['A-2', 'A-10']);
  });
});
