import { actorOf, type Actor } from '@/services/session/session';
import type { Approval, Operation, OperationLine, Product, SessionUser, WarehouseRef } from '@/services/types';

export const north: WarehouseRef = { id: 1, code: 'NORTH', name: 'North' };
export const south: WarehouseRef = { id: 2, code: 'SOUTH', name: 'South' };

const staffMay = [
  'create_receipt', 'receive_receipt', 'put_away_receipt', 'close_receipt', 'cancel_receipt',
  'create_shipment', 'reserve_shipment', 'pick_shipment', 'pack_shipment', 'dispatch_shipment', 'cancel_shipment',
  'create_transfer', 'dispatch_transfer', 'receive_transfer', 'close_transfer', 'cancel_transfer', 'receive_return',
];
const managerMay = [...staffMay, 'undo_receipt', 'settle_transfer', 'approve', 'refuse', 'manage_products', 'view_audit'];

export function user(change: Partial<SessionUser> = {}): SessionUser {
  const role = change.role ?? 'staff';
  return {
    id: 7, name: 'Kim Larsen', email: 'kim@example.com', role, warehouses: [north],
    permissions: role === 'staff' ? staffMay : managerMay, ...change,
  };
}

export function actor(change: Partial<SessionUser> = {}): Actor {
  return actorOf(user(change));
}

export function product(change: Partial<Product> = {}): Product {
  return {
    id: 11, sku: 'TEA-001', name: 'Green tea', description: '', category: 'Tea', base_unit: 'each', status: 'active',
    tracks_lots: false, tracks_expiry: false, packaging_units: [{ name: 'case', factor: 12 }],
    barcodes: [{ barcode: '4006381333931' }, { barcode: '14006381333938', packaging_unit: 'case' }], ...change,
  };
}

export function line(change: Partial<OperationLine> = {}): OperationLine {
  const { id, sku, name, base_unit, tracks_lots, tracks_expiry } = product();
  return {
    line_no: 1, product: { id, sku, name, base_unit, tracks_lots, tracks_expiry }, quantity: 10, reserved: 0, picked: 0, dispatched: 0,
    received: 0, damaged: 0, returned: 0, lost: 0, scrapped: 0, pending: 0, ...change,
  };
}

export function operation(change: Partial<Operation> = {}): Operation {
  const lines = change.lines ?? [line()];
  const sum = (f: (l: OperationLine) => number) => lines.reduce((n, l) => n + f(l), 0);
  return {
    id: '5f1d3c52-7a0e-5b6d-9a41-1b8e22c7903f', number: 'T-000007', kind: 'transfer', status: 'reserved', ended: false,
    warehouse: north, destination: change.kind && change.kind !== 'transfer' ? undefined : south,
    attention: 'none', return_leg: false, document_date: '2026-05-01', created_by: { id: 7, name: 'Kim Larsen' },
    created_at: '2026-05-01T08:00:00Z', updated_at: '2026-05-01T08:00:00Z', revision: 1, pending_approvals: 0,
    totals: {
      lines: lines.length, quantity: sum((l) => l.quantity), reserved: sum((l) => l.reserved), picked: sum((l) => l.picked),
      dispatched: sum((l) => l.dispatched), received: sum((l) => l.received), damaged: sum((l) => l.damaged),
      returned: sum((l) => l.returned), lost: sum((l) => l.lost), scrapped: sum((l) => l.scrapped), pending: sum((l) => l.pending),
    },
    lines, holds: [], transit: [], approvals: [], timeline: [], ...change,
  };
}

export function approval(change: Partial<Approval> = {}): Approval {
  return {
    id: '7a1d3c52-7a0e-5b6d-9a41-1b8e22c79031', operation: { id: operation().id, number: 'T-000007', kind: 'transfer' }, warehouse: north,
    destination: south, kind: 'transfer', status: 'pending', quantity: 500, requested_by: { id: 7, name: 'Kim Larsen' },
    requested_at: '2026-05-01T08:00:00Z', ...change,
  };
}
