import type { Condition, LotRef, Operation, OperationLine } from '@/services/types';
import { expectedOfLine, onRoadOfLine } from '@/services/operations/progress';

/** Due is a line with what of it is still to come. */
export interface Due {
  line: OperationLine;
  quantity: number;
  /** The lots on the way, of a transfer. */
  lots: { lot: LotRef; quantity: number }[];
}

/** Arrival is what was counted of one line. */
export interface Arrival {
  line: OperationLine;
  quantity: number;
  unit?: string;
  condition: Condition;
  lotCode?: string;
  expiresOn?: string;
  lotId?: number;
  locationId?: number;
}

/** dueOf lists what a document still waits for, what is due first. */
export function dueOf(op: Operation): Due[] {
  const due = op.lines.map((line) => ({
    line,
    quantity: op.kind === 'receipt' ? expectedOfLine(line) : onRoadOfLine(line),
    lots: op.transit.flatMap((x) => (x.line_no === line.line_no && x.lot ? [{ lot: x.lot, quantity: x.quantity }] : [])),
  }));
  return due.toSorted((a, b) => Number(b.quantity > 0) - Number(a.quantity > 0));
}

/** arrivalBody is an arrival as the API takes it, of a receipt or of a transfer. */
export function arrivalBody(a: Arrival) {
  return {
    line_no: a.line.line_no, quantity: a.quantity, condition: a.condition,
    ...(a.unit && a.unit !== a.line.product.base_unit ? { packaging_unit: a.unit } : {}),
    ...(a.locationId ? { location_id: a.locationId } : {}),
  };
}

/** receiptArrivalBody adds the lot as it stands on the goods. */
export function receiptArrivalBody(a: Arrival) {
  return {
    ...arrivalBody(a),
    ...(a.lotCode ? { lot_code: a.lotCode } : {}),
    ...(a.expiresOn ? { expires_on: a.expiresOn } : {}),
  };
}

/** transferArrivalBody adds the lot as it was sent. */
export function transferArrivalBody(a: Arrival) {
  return { ...arrivalBody(a), ...(a.lotId ? { lot_id: a.lotId } : {}) };
}
