import type { Body } from '@/services/types';

type Column = Body<'ReportColumn'>;
type Row = Record<string, unknown>;

/** Shape is how a report is drawn. */
export interface Shape {
  /** Over time as lines, else ranked as bars. */
  kind: 'lines' | 'bars';
  /** The columns that name a row, the one that says most first. */
  labels: Column[];
  /** What is drawn, the main figure first. */
  series: Column[];
}

const times = new Set(['day', 'week', 'month']);
const names = ['product', 'lot', 'category', 'warehouse', 'destination', 'month'];
/** What each report is about, where that is not its first figure. */
const figures: Record<string, string[]> = {
  turnover: ['turnover'], cover: ['cover_days'], abc: ['shipped'], 'count-accuracy': ['accuracy_percent'], 'lead-times': ['average_hours'], shrinkage: ['lost'],
  'stock-history': ['closing', 'on_hand'], activity: ['received', 'shipped'], expiry: ['on_hand', 'scrapped'],
};

/** shapeOf decides how the columns of a report are drawn. */
export function shapeOf(report: string, groupBy: string, columns: Column[]): Shape | undefined {
  const numbers = columns.filter((c) => c.kind === 'number' && !c.key.endsWith('_before'));
  const wanted = figures[report] ?? [];
  const series = [...numbers.filter((c) => wanted.includes(c.key)), ...numbers.filter((c) => !wanted.includes(c.key))].slice(0, wanted.length || 1);
  const overTime = times.has(groupBy);
  const labels = overTime ? columns.filter((c) => c.kind === 'date').slice(0, 1) : names.flatMap((n) => columns.filter((c) => c.key === n));
  if (labels.length === 0 || series.length === 0) return undefined;
  return { kind: overTime ? 'lines' : 'bars', labels, series };
}

/** namesOf names the rows of a ranking: by what they are, and by whatever else tells them apart. */
export function namesOf(rows: Row[], labels: Column[], show: (row: Row, column: Column) => string): string[] {
  const [first, ...others] = labels;
  if (!first) return [];
  const telling = others.filter((c) => c.key !== 'category' && new Set(rows.map((r) => r[c.key])).size > 1);
  return rows.map((r) => [show(r, first), ...telling.map((c) => show(r, c))].join(' · '));
}

/** Difference is a figure beside that of the period before. */
export interface Difference {
  now: number;
  before: number;
  /** Missing where there was nothing before. */
  percent?: number;
}

/** differenceOf compares a figure with that of the period before, where the report gives it. */
export function differenceOf(row: Row, key: string): Difference | undefined {
  const now = row[key];
  const before = row[`${key}_before`];
  if (typeof now !== 'number' || typeof before !== 'number') return undefined;
  return { now, before, ...(before === 0 ? {} : { percent: (100 * (now - before)) / before }) };
}

/** presets are ranges of days that end yesterday: the last day that is rolled up. */
export function presets(today: string): { key: 'd7' | 'd30' | 'd90' | 'this_month' | 'last_month' | 'year'; from: string; to: string }[] {
  const day = (offset: number) => new Date(Date.parse(`${today}T00:00:00Z`) + offset * 86_400_000).toISOString().slice(0, 10);
  const yesterday = day(-1);
  const month = (n: number) => {
    const d = new Date(`${today.slice(0, 7)}-01T00:00:00Z`);
    d.setUTCMonth(d.getUTCMonth() + n);
    return d.toISOString().slice(0, 10);
  };
  const before = (iso: string) => new Date(Date.parse(`${iso}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10);
  const first = (iso: string) => (iso > yesterday ? yesterday : iso);
  return [
    { key: 'd7', from: day(-7), to: yesterday }, { key: 'd30', from: day(-30), to: yesterday }, { key: 'd90', from: day(-90), to: yesterday },
    { key: 'this_month', from: first(month(0)), to: yesterday }, { key: 'last_month', from: month(-1), to: before(month(0)) },
    { key: 'year', from: first(`${today.slice(0, 4)}-01-01`), to: yesterday },
  ];
}
