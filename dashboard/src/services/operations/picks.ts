import type { Hold, Operation, OperationLine } from '../types';

/** Pick is one stop of a picking round: a bin, an item, a quantity. */
export interface Pick {
  key: string;
  line: OperationLine;
  hold: Hold;
}

/** picksOf lists what is left to pick, in the order of the bins. */
export function picksOf(op: Document): Pick[] {
  const lines = new Map(op.lines.map((l) => [l.line_no, l]));
  return op.holds
    .filter((h) => !h.picked && lines.has(h.line_no))
    .map((hold) => ({ key: `${hold.line_no}/${hold.location.id}/${hold.lot?.id ?? 0}`, hold, line: lines.get(hold.line_no)! }))
    .sort((a, b) => a.hold.location.code.localeCompare(b.hold.location.code, undefined, { numeric: true }) || a.line.line_no - b.line.line_no);
}

type Document = { lines: Operation['lines']; holds: Operation['holds'] };
