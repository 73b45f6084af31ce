import '@mantine/charts/styles.css';
import { BarChart, LineChart } from '@mantine/charts';
import { monthYear, number, shortDate } from '@/i18n';
import { columnTitle, labelOf } from './columns';
import { namesOf, type Shape } from './shape';

const colors = ['pine.6', 'blue.6', 'yellow.7', 'grape.6'];
const most = 15;

/** ReportChart draws a report: lines over time, or the first of a ranking as bars. */
export default function ReportChart({ shape, rows }: { shape: Shape; rows: Record<string, unknown>[] }) {
  const series = shape.series.map((c, n) => ({ name: c.key, label: columnTitle(c), color: colors[n % colors.length]! }));
  const text = (value: unknown) => (typeof value === 'string' ? value : String(value));
  if (shape.kind === 'lines') {
    const { key } = shape.labels[0]!;
    const data = rows.map((r) => ({ ...r, label: (key === 'month' ? monthYear : shortDate)(text(r[key])) })).toReversed();
    const forward = data.length > 1 && text(rows[0]![key]) < text(rows.at(-1)![key]) ? data.toReversed() : data;
    return <LineChart h={300} data={forward} dataKey="label" series={series} curveType="linear" withLegend={series.length > 1} valueFormatter={number} xAxisProps={{ minTickGap: 24 }} lineChartProps={{ accessibilityLayer: false }} />;
  }
  const first = rows.slice(0, most);
  const names = namesOf(first, shape.labels, (r, c) => labelOf(r, c).slice(0, 28));
  const data = first.map((r, n) => ({ ...r, label: names[n] }));
  return <BarChart h={Math.max(160, 40 + 26 * data.length)} data={data} dataKey="label" orientation="vertical" series={series} withLegend={series.length > 1} valueFormatter={number} yAxisProps={{ width: 170, interval: 0 }} barProps={{ radius: 3 }} barChartProps={{ accessibilityLayer: false }} />;
}
