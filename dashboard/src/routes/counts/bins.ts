import type { CountLine } from '@/services/counts';
import type { Kept } from '@/services/outbox';
import type { LocationRef } from '@/services/types';

/** Bin is a stop of a count, with what is said to lie there. */
export interface Bin {
  location: LocationRef;
  lines: CountLine[];
  /** How many of its lines have to be counted yet. */
  left: number;
}

/** isOpen tells whether a line has to be counted. */
export function isOpen(l: CountLine): boolean {
  return l.status === 'open' || l.status === 'recount';
}

/** binsOf groups lines by bin, in the order in which one walks; those with work left come first. */
export function binsOf(lines: CountLine[]): Bin[] {
  const bins = new Map<number, Bin>();
  for (const line of lines) {
    const bin = bins.get(line.location.id) ?? { location: line.location, lines: [], left: 0 };
    bin.lines.push(line);
    if (isOpen(line)) bin.left += 1;
    bins.set(line.location.id, bin);
  }
  return [...bins.values()].sort((a, b) => Number(b.left > 0) - Number(a.left > 0)
    || a.location.code.localeCompare(b.location.code, undefined, { numeric: true }));
}

/** withEntered is the lines as they will be when what waits on this device has been sent. */
export function withEntered(lines: CountLine[], waiting: readonly Kept[]): CountLine[] {
  const entered = new Set(waiting.filter((c) => c.request.path.endsWith('/enter'))
    .flatMap((c) => (c.request.body as { lines: { line_no?: number }[] }).lines.map((l) => l.line_no)));
  return lines.map((l) => (entered.has(l.line_no) ? { ...l, status: 'counted' } : l));
}
