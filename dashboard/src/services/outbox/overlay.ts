import { onRoadOfLine } from '../operations/progress';
import type { Placed } from '../operations/placed';
import type { Operation, OperationLine } from '../types';
import { linesIn } from './subject';
import type { Kept } from './store';

/** Factor is how many base units one of a product's units holds. */
type Factor = (productId: number, unit: string | undefined) => number;

/** queuedFor lists what waits for one document, in the order of sending. */
export function queuedFor(id: string, items: readonly Kept[]): Kept[] {
  return items.filter((c) => c.state === 'waiting' && c.request.params.operation_id === id);
}

/**
 * withQueued is a document as it will stand when what waits on this device has
 * been sent: what was scanned is not asked for again. The figures of the
 * document come back by themselves if the API refuses.
 */
export function withQueued(op: Operation, waiting: readonly Kept[], factor: Factor): Operation {
  return waiting.reduce((before, command) => {
    const step = command.request.path.split('/').at(-1);
    if (step === 'receive' || step === 'receive-return') return received(before, command, step, factor);
    return step === 'pick' ? picked(before, command) : before;
  }, op);
}

function received(op: Operation, command: Kept, step: 'receive' | 'receive-return', factor: Factor): Operation {
  const arrivals = linesIn(command.request) as { line_no: number; quantity: number; packaging_unit?: string; condition?: string; lot_id?: number }[];
  const came = (line: OperationLine): OperationLine => {
    if (arrivals.length === 0 && op.kind === 'transfer') return arrived(line, step, onRoadOfLine(line), false);
    return arrivals.filter((a) => a.line_no === line.line_no).reduce(
      (l, a) => arrived(l, step, a.quantity * factor(line.product.id, a.packaging_unit), a.condition === 'damaged'), line);
  };
  const lines = op.lines.map(came);
  const sum = (field: 'received' | 'damaged' | 'returned') => lines.reduce((n, l) => n + l[field], 0);
  return { ...op, lines, totals: { ...op.totals, received: sum('received'), damaged: sum('damaged'), returned: sum('returned') } };
}

function arrived(line: OperationLine, step: 'receive' | 'receive-return', quantity: number, damaged: boolean): OperationLine {
  if (damaged) return { ...line, damaged: line.damaged + quantity };
  return step === 'receive' ? { ...line, received: line.received + quantity } : { ...line, returned: line.returned + quantity };
}

interface Picked { line_no: number; quantity: number; location_id?: number; lot_id?: number }

function picked(op: Operation, command: Kept): Operation {
  const picks = linesIn(command.request) as Picked[];
  if (picks.length === 0) return { ...op, holds: op.holds.map((h) => ({ ...h, picked: true })) };
  const holds = op.holds.flatMap((h) => {
    if (h.picked) return [h];
    const taken = picks.filter((p) => p.line_no === h.line_no && p.location_id === h.location.id && p.lot_id === h.lot?.id)
      .reduce((n, p) => n + p.quantity, 0);
    if (taken === 0) return [h];
    return taken < h.quantity ? [{ ...h, quantity: h.quantity - taken }] : [{ ...h, picked: true }];
  });
  return { ...op, holds };
}

/** withoutQueued is what still lies on the dock when what waits on this device has been sent. */
export function withoutQueued(placed: Placed[], waiting: readonly Kept[]): Placed[] {
  const moves = waiting.filter((c) => c.request.path.endsWith('/put-away'))
    .flatMap((c) => (c.request.body as { moves: { line_no: number; quantity: number; from_location_id: number; lot_id?: number }[] }).moves);
  return placed
    .map((p) => ({
      ...p,
      quantity: p.quantity - moves.filter((m) => m.line_no === p.lineNo && m.from_location_id === p.location.id && m.lot_id === p.lot?.id)
        .reduce((n, m) => n + m.quantity, 0),
    }))
    .filter((p) => p.quantity > 0);
}
