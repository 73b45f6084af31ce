import { Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { date, has, monthYear, number, t } from '@/i18n';
import type { Body } from '@/services/types';
import { differenceOf } from './shape';

type Column = Body<'ReportColumn'>;

/** columnTitle names a column in the language of the screen; the API's own name where the catalogue lags behind. */
export function columnTitle(c: Column): string {
  const key = `column.${c.key}`;
  return has(key) ? t(key) : c.title;
}

/** shownColumns leaves out ids, and what is told beside its figure. */
export function shownColumns(columns: Column[]): Column[] {
  return columns.filter((c) => c.kind !== 'id' && !c.key.endsWith('_before'));
}

/** labelOf writes what names a row. */
export function labelOf(row: Record<string, unknown>, c: Column): string {
  const value = row[c.key];
  if (typeof value !== 'string') return '–';
  if (c.kind !== 'date') return value;
  return c.key === 'month' ? monthYear(value) : date(value);
}

/** cellOf writes one figure of a row, with how it differs from the period before. */
export function cellOf(row: Record<string, unknown>, c: Column) {
  const value = row[c.key] as string | number | boolean | null | undefined;
  if (value === null || value === undefined || value === '') return '–';
  if (c.kind === 'date') return labelOf(row, c);
  if (c.key === 'product' && typeof row.product_id === 'number') return <Link to="/stock/$id" params={{ id: String(row.product_id) }} className="sf-inline">{String(value)}</Link>;
  if (c.kind !== 'number' || typeof value !== 'number') return String(value);
  const d = differenceOf(row, c.key);
  return (
    <>
      {number(value)}
      {d && (
        <Text span size="sm" c="dimmed" style={{ whiteSpace: 'nowrap' }}>
          {' '}{d.percent === undefined ? t('report.before', { before: d.before }) : `${d.percent >= 0 ? '▲' : '▼'} ${number(Math.abs(Math.round(d.percent)))} %`}
        </Text>
      )}
    </>
  );
}
