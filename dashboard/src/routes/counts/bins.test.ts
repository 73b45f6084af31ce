import { describe, expect, it } from 'vitest';
import type { CountLine } from '@/services/counts';
import type { Kept } from '@/services/outbox';
import { product } from '@/test/factories';
import { binsOf, withEntered } from './bins';

const at = (line_no: number, code: string, status: CountLine['status'] = 'open'): CountLine => ({
  line_no, status, added: false, rounds: 0, product: product(), location: { id: code.length * 100 + code.charCodeAt(code.length - 1), code, kind: 'storage', warehouse_id: 1 },
});

describe('binsOf', () => {
  it('leads along the bins, those with work first', () => {
    const bins = binsOf([at(1, 'A-10'), at(2, 'A-2'), at(3, 'A-1', 'counted'), at(4, 'A-2', 'recount')]);
    expect(bins.map((b) => [b.location.code, b.left])).toEqual([['A-2', 2], ['A-10', 1], ['A-1', 0]]);
  });
});

describe('withEntered', () => {
  it('takes what waits on the device for counted', () => {
    const waiting = [{ request: { path: '/counts/{operation_id}/enter', params: {}, body: { lines: [{ line_no: 2, quantity: 0 }] } } }] as unknown as Kept[];
    expect(withEntered([at(1, 'A'), at(2, 'A')], waiting).map((l) => l.status)).toEqual(['open', 'counted']);
  });
});
