import { Paper, SimpleGrid, Skeleton, Stack, Text } from '@mantine/core';
import { IconChecks } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { lazy, Suspense, useState, type ReactNode } from 'react';
import { AnchorLink } from '@/components/links';
import { OperationCard } from '@/components/OperationCard';
import { Page } from '@/components/Page';
import { Section } from '@/components/Section';
import { Empty, Failed, Loading } from '@/components/states';
import { number, t } from '@/i18n';
import { alertSummaryQuery, severities } from '@/services/alerts';
import { approvalsQuery, itemsOf, operationsQuery, urgentFirst } from '@/services/queries';
import { reportQuery } from '@/services/reports';
import { useActor } from '@/services/session/session';
import { presets, shapeOf } from '../reports/shape';

const ReportChart = lazy(() => import('../reports/ReportChart'));
const kinds = ['receipt', 'shipment', 'transfer', 'count'] as const;

/** OverviewPage is where a manager's day begins: what needs somebody, and how it is going. */
export function OverviewPage() {
  const actor = useActor();
  const { data: alerts } = useQuery(alertSummaryQuery);
  const { data: approvals } = useQuery(approvalsQuery);
  const urgent = useInfiniteQuery(operationsQuery({ attention: true }));
  const late = urgentFirst(itemsOf(urgent.data), []);
  return (
    <Page title={t('nav.overview')}>
      <SimpleGrid cols={{ base: 2, sm: 3, lg: 5 }} spacing="sm">
        <Figure to="/approvals" label={t('nav.approvals')} value={approvals?.length} loud={(approvals?.length ?? 0) > 0} />
        <Figure to="/operations" search={{ attention: true }} label={t('operations.attention')} value={urgent.data && late.length} loud={late.length > 0} plus={urgent.hasNextPage} />
        {severities.map((s) => <Figure key={s} to="/alerts" search={{ severity: s }} label={`${t('nav.alerts')}: ${t(`severity.${s}`)}`} value={alerts?.[s]} loud={s === 'critical' && (alerts?.critical ?? 0) > 0} />)}
      </SimpleGrid>
      <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="md">
        <Section title={t('overview.urgent')} aside={<AnchorLink to="/operations" search={{ attention: true }} py={10} my={-10}>{t('home.work.all')}</AnchorLink>}>
          {urgent.isPending ? <Loading rows={3} /> : urgent.error ? <Failed error={urgent.error} retry={() => void urgent.refetch()} />
            : late.length === 0 ? <Empty icon={<IconChecks size={28} />} title={t('overview.urgent.none')} />
              : <Stack gap="sm">{late.slice(0, 6).map((o) => <OperationCard key={o.id} operation={o} actor={actor} />)}</Stack>}
        </Section>
        <Stack gap="md">
          <Section title={t('overview.flight')}>
            <SimpleGrid cols={2} spacing="sm">{kinds.map((k) => <InFlight key={k} kind={k} />)}</SimpleGrid>
          </Section>
          <Section title={t('overview.activity')} aside={<AnchorLink to="/reports/$name" params={{ name: 'activity' }} py={10} my={-10}>{t('nav.reports')}</AnchorLink>}><Activity /></Section>
        </Stack>
      </SimpleGrid>
    </Page>
  );
}

interface FigureProps {
  to: string;
  search?: Record<string, unknown>;
  label: string;
  value: number | undefined;
  /** It asks for somebody. */
  loud?: boolean;
  plus?: boolean;
}

function Figure({ to, search, label, value, loud, plus }: FigureProps): ReactNode {
  return (
    <Link to={to} search={search as never} className="sf-card" style={{ padding: 14 }}>
      <Text size="sm" c="dimmed">{label}</Text>
      {value === undefined ? <Skeleton h={30} w={60} /> : <Text fz={28} lh={1.2} fw={700} c={loud ? 'var(--mantine-color-error)' : undefined}>{number(value)}{plus && '+'}</Text>}
    </Link>
  );
}

function InFlight({ kind }: { kind: (typeof kinds)[number] }) {
  const list = useInfiniteQuery(operationsQuery({ kind }));
  return <Figure to="/operations" search={{ kind }} label={t(`kinds.${kind}`)} value={list.data && itemsOf(list.data).length} plus={list.hasNextPage} />;
}

function Activity() {
  const [range] = useState(() => presets(new Date().toISOString().slice(0, 10)).find((p) => p.key === 'd30')!);
  const list = useInfiniteQuery(reportQuery('activity', { from: range.from, to: range.to, group: 'day' }));
  const page = list.data?.pages[0];
  const shape = page && shapeOf('activity', page.group_by, page.columns);
  if (list.isPending) return <Loading rows={1} height={240} />;
  if (list.error) return <Failed error={list.error} retry={() => void list.refetch()} />;
  if (!shape || page.items.length === 0) return <Text c="dimmed">{t('report.empty.detail')}</Text>;
  return <Paper component="figure" m={0} bg="transparent" aria-label={t('overview.activity')}><Suspense fallback={<Skeleton h={300} />}><div aria-hidden><ReportChart shape={shape} rows={itemsOf(list.data)} /></div></Suspense></Paper>;
}
