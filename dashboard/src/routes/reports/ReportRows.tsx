import { Table, Text } from '@mantine/core';
import { useState } from 'react';
import { useWidth } from '@/components/useWidth';
import { t } from '@/i18n';
import type { ReportName } from '@/services/reports';
import type { Body } from '@/services/types';
import { cellOf, columnTitle, labelOf, shownColumns } from './columns';
import { namesOf, type Shape } from './shape';

type Column = Body<'ReportColumn'>;
type Row = Record<string, unknown>;

interface Props {
  name: ReportName;
  columns: Column[];
  rows: Row[];
  shape: Shape | undefined;
}

/** ReportRows is a report in figures: a table, or on a phone a line for each row that opens. */
export function ReportRows({ name, columns: all, rows, shape }: Props) {
  const wide = useWidth('table');
  const columns = shownColumns(all);
  if (!wide) return <Lines columns={columns} rows={rows} shape={shape} />;
  const align = (c: Column) => (c.kind === 'number' ? 'end' : undefined);
  return (
    <Table.ScrollContainer minWidth={600} scrollAreaProps={{ viewportProps: { tabIndex: 0, 'aria-label': t(`report.${name}`) } }}>
      <Table striped verticalSpacing="xs" aria-label={t(`report.${name}`)}>
        <Table.Thead><Table.Tr>{columns.map((c) => <Table.Th key={c.key} ta={align(c)}>{columnTitle(c)}</Table.Th>)}</Table.Tr></Table.Thead>
        <Table.Tbody>{rows.map((row, n) => <Table.Tr key={n}>{columns.map((c) => <Table.Td key={c.key} ta={align(c)}>{cellOf(row, c)}</Table.Td>)}</Table.Tr>)}</Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function Lines({ columns, rows, shape }: Omit<Props, 'name'>) {
  const main = shape?.series[0];
  const names = namesOf(rows, shape?.labels ?? columns.slice(0, 1), labelOf);
  return (
    <div>
      {main && <Text size="sm" c="dimmed" ta="end" pe="md" pb={4}>{columnTitle(main)}</Text>}
      {rows.map((row, n) => <Line key={n} name={names[n]!} main={main} columns={columns} row={row} />)}
    </div>
  );
}

// What a line holds is drawn when it is opened: a report may have thousands of figures.
function Line({ name, main, columns, row }: { name: string; main: Column | undefined; columns: Column[]; row: Row }) {
  const [open, setOpen] = useState(false);
  return (
    <details className="sf-line" onToggle={(e) => setOpen(e.currentTarget.open)}>
      <summary><span>{name}</span>{main && <b>{cellOf(row, main)}</b>}</summary>
      {open && <dl className="sf-facts">{columns.map((c) => <div key={c.key}><Text component="dt" size="sm" c="dimmed">{columnTitle(c)}</Text><Text component="dd">{cellOf(row, c)}</Text></div>)}</dl>}
    </details>
  );
}
