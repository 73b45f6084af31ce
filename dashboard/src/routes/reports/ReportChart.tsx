import '@mantine/charts/styles.css';
import { BarChart, LineChart } from '@mantine/charts';
import { number, shortDate } from '@/i18n';
import { columnTitle } from './columns';
import type { Shape } from './shape';

const colors = ['pine.6', 'blue.6', 'yellow.7', 'grape.6'];
const most = 15;

/** ReportChart draws a report: lines over time, or the first of a ranking as bars. */
export default function ReportChart({ shape, rows }: { shape: Shape; rows: Record<string, unknown>[] }) {
  const series = shape.series.map((c, n) => ({ name: c.key, label: columnTitle(c), color: colors[n % colors.length]! }));
  const text = (value: unknown) => (typeof value === 'string' ? value : String(value));
  if (shape.kind === 'lines') {
    const data = rows.map((r) => ({ ...r, label: shortDate(text(r[shape.label.key])) })).toReversed();
    const forward = data.length > 1 && text(rows[0]![shape.label.key]) < text(rows.at(-1)![shape.label.key]) ? data.toReversed() : data;
    return <LineChart h={300} data={forward} dataKey="label" series={series} curveType="linear" withLegend={series.length > 1} valueFormatter={number} xAxisProps={{ minTickGap: 24 }} lineChartProps={{ accessibilityLayer: false }} />;
  }
  const data = rows.slice(0, most).map((r) => ({ ...r, label: text(r[shape.label.key]).slice(0, 28) }));
  return <BarChart h={Math.max(160, 40 + 26 * data.length)} data={data} dataKey="label" orientation="vertical" series={series} withLegend={series.length > 1} valueFormatter={number} yAxisProps={{ width: 150, interval: 0 }} barProps={{ radius: 3 }} barChartProps={{ accessibilityLayer: false }} />;
}
