import 'mantine-datatable/styles.css';
import { Group, Text } from '@mantine/core';
import { Link, useNavigate } from '@tanstack/react-router';
import { DataTable } from 'mantine-datatable';
import { nextWords, placeWords } from '@/components/operationWords';
import { AttentionBadge, KindIcon, StatusBadge } from '@/components/status';
import { age, dateTime, number, relative, t, tn } from '@/i18n';
import { next } from '@/services/operations/next';
import { pathOf } from '@/services/operations/paths';
import type { Actor } from '@/services/session/session';
import type { OperationSummary } from '@/services/types';

/** OperationsTable is the list of operations where there is room for columns. */
export default function OperationsTable({ items, actor }: { items: OperationSummary[]; actor: Actor }) {
  const navigate = useNavigate();
  return (
    <DataTable
      withTableBorder borderRadius="md" highlightOnHover verticalSpacing="sm" records={items} idAccessor="id" minHeight={0}
      className="sf-table" backgroundColor="var(--sf-card)" borderColor="var(--sf-line)" scrollAreaProps={{ type: 'auto' }}
      rowClassName={(o) => (o.attention === 'overdue' || o.attention === 'escalated' ? 'sf-late' : undefined)}
      onRowClick={({ record }) => void navigate({ to: pathOf(record.kind), params: { id: record.id } })}
      columns={[
        {
          accessor: 'number', title: t('operations.number'), width: 160,
          render: (o) => (
            <Group gap="xs" wrap="nowrap">
              <KindIcon kind={o.kind} size={32} labelled />
              <Link to={pathOf(o.kind)} params={{ id: o.id }} className="sf-code sf-inline" onClick={(e) => e.stopPropagation()}>{o.number}</Link>
            </Group>
          ),
        },
        {
          accessor: 'status', title: t('operations.step'), width: 250,
          render: (o) => (
            <div>
              <Group gap={6}><StatusBadge status={o.status} size="md" /><AttentionBadge attention={o.attention} size="md" /></Group>
              {!o.ended && <Text size="sm" c="dimmed" mt={2}>{nextWords(o, next(o, actor))}</Text>}
            </div>
          ),
        },
        {
          accessor: 'warehouse', title: t('operations.where'),
          render: (o) => (
            <div>
              <Text>{placeWords(o)}</Text>
              {o.reference && <Text size="sm" c="dimmed" className="sf-code">{o.reference}</Text>}
            </div>
          ),
        },
        {
          accessor: 'totals', title: t('operations.amount'), width: 105,
          render: (o) => <div><Text>{number(o.totals.quantity)}</Text><Text size="sm" c="dimmed">{tn('lines', o.totals.lines)}</Text></div>,
        },
        { accessor: 'created_at', title: t('operations.age'), width: 90, render: (o) => <time dateTime={o.created_at} title={dateTime(o.created_at)}>{age(o.created_at)}</time> },
        {
          accessor: 'eta', title: t('operations.eta'), width: 140,
          render: (o) => o.eta && <div><Text>{dateTime(o.eta)}</Text><Text size="sm" c="dimmed">{relative(o.eta)}</Text></div>,
        },
        { accessor: 'created_by', title: t('operations.by'), width: 140, render: (o) => o.created_by.name },
      ]}
    />
  );
}
