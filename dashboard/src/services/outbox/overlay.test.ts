import { describe, expect, it } from 'vitest';
import { line, operation } from '@/test/factories';
import type { LocationRef } from '../types';
import { queuedFor, withQueued } from './overlay';
import type { Kept } from './store';

const bin = (id: number): LocationRef => ({ id, code: `B-${id}`, kind: 'storage', warehouse_id: 1 });
const kept = (path: string, body: unknown, change: Partial<Kept> = {}): Kept => ({
  seq: 1, key: 'k', userId: 7, request: { path: path as Kept['request']['path'], params: { operation_id: operation().id }, body }, subject: '', queuedAt: '', state: 'waiting', ...change,
});
const cases = () => 12;

describe('withQueued', () => {
  it('counts what was scanned in, by the packaging, good and damaged', () => {
    const op = operation({ kind: 'receipt', status: 'expected', lines: [line({ quantity: 40 })] });
    const waiting = [
      kept('/receipts/{operation_id}/receive', { lines: [{ line_no: 1, quantity: 2, packaging_unit: 'case' }] }),
      kept('/receipts/{operation_id}/receive', { lines: [{ line_no: 1, quantity: 1, packaging_unit: 'case', condition: 'damaged' }] }),
    ];
    expect(withQueued(op, waiting, cases)).toMatchObject({ lines: [{ received: 24, damaged: 12 }], totals: { received: 24, damaged: 12 } });
  });
  it('takes a transfer without lines for all of it', () => {
    const op = operation({ kind: 'transfer', status: 'in_transit', lines: [line({ dispatched: 10, received: 4 })] });
    expect(withQueued(op, [kept('/transfers/{operation_id}/receive', {})], cases).lines[0]).toMatchObject({ received: 10 });
  });
  it('leaves of a reservation what was not picked', () => {
    const holds = [{ line_no: 1, location: bin(3), quantity: 6, picked: false }, { line_no: 1, location: bin(4), quantity: 2, picked: false }];
    const op = operation({ kind: 'shipment', status: 'reserved', lines: [line({ reserved: 8 })], holds });
    const waiting = [
      kept('/shipments/{operation_id}/pick', { lines: [{ line_no: 1, quantity: 4, location_id: 3 }] }),
      kept('/shipments/{operation_id}/pick', { lines: [{ line_no: 1, quantity: 2, location_id: 4 }] }),
    ];
    expect(withQueued(op, waiting, cases).holds).toMatchObject([{ quantity: 2, picked: false }, { quantity: 2, picked: true }]);
  });
});

describe('queuedFor', () => {
  it('is what waits for this document; what was refused changes nothing', () => {
    const items = [kept('/x', {}), kept('/x', {}, { state: 'refused' }), kept('/x', {}, { request: { path: '/receipts', params: {}, body: {} } })];
    expect(queuedFor(operation().id, items)).toHaveLength(1);
  });
});
