import { describe, expect, it } from 'vitest';
import { actor, line, north, operation, south } from '@/test/factories';
import { next } from './next';

const staff = actor();
const both = actor({ warehouses: [north, south] });
const atSouth = actor({ warehouses: [south] });
const manager = actor({ role: 'manager', warehouses: [north, south] });

describe('next step of a receipt', () => {
  const receipt = (status: 'expected' | 'receiving' | 'closed', l = line(), change = {}) =>
    operation({ kind: 'receipt', number: 'R-1', status, lines: [l], ended: status === 'closed', ...change });

  it('is to receive while something is expected', () => {
    expect(next(receipt('expected'), staff)).toMatchObject({ primary: 'receive', count: 10, others: ['close_short', 'cancel'] });
  });
  it('is to put away when all is there', () => {
    expect(next(receipt('receiving', line({ received: 10 })), staff, 10)).toMatchObject({ primary: 'put_away', count: 10 });
  });
  it('is to close when all is there and put away', () => {
    expect(next(receipt('receiving', line({ received: 9, damaged: 1 })), staff)).toMatchObject({ primary: 'close' });
  });
  it('is to put away even when it is closed', () => {
    expect(next(receipt('closed', line({ received: 10 })), staff, 4)).toMatchObject({ primary: 'put_away', count: 4, ended: true });
  });
  it('waits for a manager with an over-receipt', () => {
    const op = receipt('receiving', line({ received: 8, pending: 5 }), { pending_approvals: 1 });
    expect(next(op, staff)).toMatchObject({ primary: undefined, waiting: 'approval' });
    expect(next(op, manager)).toMatchObject({ primary: 'decide' });
  });
  it('offers the undo to managers only', () => {
    expect(next(receipt('closed', line({ received: 10 })), staff).others).toEqual([]);
    expect(next(receipt('closed', line({ received: 10 })), manager).others).toEqual(['undo']);
  });
});

describe('next step of a shipment', () => {
  const shipment = (status: 'reserved' | 'backordered' | 'picked' | 'packed' | 'cancelling', l = line({ reserved: 10 })) =>
    operation({ kind: 'shipment', number: 'S-1', status, lines: [l] });

  it.each([
    ['reserved', 'pick'], ['picked', 'pack'], ['packed', 'dispatch'],
  ] as const)('of a %s one is to %s', (status, step) => {
    expect(next(shipment(status), staff).primary).toBe(step);
  });
  it('picks what is there of a backorder first', () => {
    expect(next(shipment('backordered', line({ reserved: 4 })), staff)).toMatchObject({ primary: 'pick', count: 4, others: ['reserve', 'cancel'] });
    expect(next(shipment('backordered', line({ reserved: 0 })), staff)).toMatchObject({ primary: 'reserve', count: 10 });
  });
  it('waits while the picks go back', () => {
    expect(next(shipment('cancelling'), staff)).toMatchObject({ primary: undefined, waiting: 'cancelling' });
  });
});

describe('next step of a transfer', () => {
  it('is the source’s before dispatch', () => {
    const op = operation({ status: 'reserved', lines: [line({ reserved: 10 })] });
    expect(next(op, staff)).toMatchObject({ primary: 'dispatch', count: 10, others: ['cancel'] });
    expect(next(op, atSouth)).toMatchObject({ primary: undefined, waiting: 'source', others: [], site: north });
  });
  it('is the destination’s on the road', () => {
    const op = operation({ status: 'partially_received', lines: [line({ dispatched: 10, received: 4 })] });
    expect(next(op, staff)).toMatchObject({ primary: undefined, waiting: 'destination', site: south, others: ['turn_back'] });
    expect(next(op, both)).toMatchObject({ primary: 'receive', count: 6, others: ['close_missing', 'turn_back'] });
  });
  it('is a manager’s with a discrepancy', () => {
    const op = operation({ status: 'discrepancy', lines: [line({ dispatched: 10, received: 8 })] });
    expect(next(op, both)).toMatchObject({ primary: undefined, waiting: 'settle' });
    expect(next(op, manager)).toMatchObject({ primary: 'settle', count: 2 });
  });
  it('is the source’s on the way back', () => {
    const op = operation({ status: 'returning', return_leg: true, lines: [line({ dispatched: 10, received: 4 })] });
    expect(next(op, staff)).toMatchObject({ primary: 'receive_return', count: 6, site: north });
  });
  it('asks a manager of the source for approval', () => {
    const op = operation({ status: 'awaiting_approval', pending_approvals: 1 });
    expect(next(op, staff)).toMatchObject({ primary: undefined, waiting: 'approval', others: ['cancel'] });
    expect(next(op, manager)).toMatchObject({ primary: 'decide' });
  });
  it('is nothing at the end', () => {
    expect(next(operation({ status: 'closed', ended: true }), manager)).toMatchObject({ primary: undefined, waiting: undefined, ended: true });
  });
});

describe('next step of a count with large differences', () => {
  const waiting = (by: number) => operation({
    kind: 'count', status: 'awaiting_approval', pending_approvals: 1,
    approvals: [{
      id: 'a', kind: 'count', status: 'pending', quantity: 3, operation: { id: 'o', number: 'CO-1', kind: 'count' }, warehouse: north,
      requested_by: { id: by, name: 'X' }, requested_at: '2026-05-01T12:00:00Z',
    }],
  });

  it('is a decision of somebody who has not handed it in', () => {
    expect(next(waiting(manager.user.id + 1), manager)).toMatchObject({ primary: 'decide' });
    expect(next(waiting(manager.user.id), manager)).toMatchObject({ primary: undefined, waiting: 'approval' });
  });
});
