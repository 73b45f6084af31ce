import '@mantine/charts/styles.css';
import { LineChart } from '@mantine/charts';
import { number, shortDate, t } from '@/i18n';
import type { Body } from '@/services/types';

/** LevelChart draws a product's level over time between its limits. */
export default function LevelChart({ history }: { history: Body<'ProductHistory'> }) {
  const lines = [
    ...(history.minimum ? [{ y: history.minimum, label: `${t('threshold.minimum')} ${number(history.minimum)}`, color: 'red.7' }] : []),
    ...(history.maximum ? [{ y: history.maximum, label: `${t('threshold.maximum')} ${number(history.maximum)}`, color: 'yellow.7' }] : []),
  ];
  return (
    <LineChart
      h={240} data={history.points.map((p) => ({ date: shortDate(p.date), on_hand: p.on_hand }))} dataKey="date" curveType="stepAfter" withDots={history.points.length < 40} strokeWidth={2}
      series={[{ name: 'on_hand', label: t('stock.on_hand'), color: 'pine.6' }]} referenceLines={lines} valueFormatter={number} xAxisProps={{ minTickGap: 24 }} lineChartProps={{ accessibilityLayer: false }}
    />
  );
}
