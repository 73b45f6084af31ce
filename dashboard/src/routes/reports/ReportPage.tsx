import { Button, Group, Paper, Skeleton, Stack, Table, Text, TextInput } from '@mantine/core';
import { IconBookmark, IconChartBarOff } from '@tabler/icons-react';
import { useInfiniteQuery, useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi, notFound } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { ExportLinks } from '@/components/ExportLinks';
import { FormModal } from '@/components/FormModal';
import { InfiniteList } from '@/components/InfiniteList';
import { AnchorLink } from '@/components/links';
import { Page } from '@/components/Page';
import { Empty } from '@/components/states';
import { useWidth } from '@/components/useWidth';
import { dateTime, t } from '@/i18n';
import { itemsOf } from '@/services/queries';
import { parametersOf, reportListQuery, reportQuery, type ReportName, type ReportSearch } from '@/services/reports';
import { useActor } from '@/services/session/session';
import { cellOf, columnTitle, shownColumns } from './columns';
import { ReportFilters } from './ReportFilters';
import { shapeOf } from './shape';
import { useSavedViews } from './views';

// The charts are heavy: they come when there is something to draw.
const ReportChart = lazy(() => import('./ReportChart'));
const route = getRouteApi('/app/reports/$name');

/** ReportPage is a report: its chart first, its table behind. */
export function ReportPage() {
  const name = route.useParams().name as ReportName;
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const actor = useActor();
  const wide = useWidth('table');
  const { data: reports } = useSuspenseQuery(reportListQuery);
  const definition = reports.items.find((r) => r.name === name);
  const list = useInfiniteQuery(reportQuery(name, search));
  const [saving, setSaving] = useState(false);
  if (!definition) throw notFound();
  const first = list.data?.pages[0];
  const rows = itemsOf(list.data);
  const columns = shownColumns(first?.columns ?? []);
  const shape = first && shapeOf(name, first.group_by, first.columns);
  const change = (part: Partial<ReportSearch>) => void navigate({ search: (before) => ({ ...before, ...part }) });
  return (
    <Page title={t(`report.${name}`)} lead={t(`report.${name}.help`)} back="/reports" aside={wide && <><Button variant="default" leftSection={<IconBookmark size={18} aria-hidden />} onClick={() => setSaving(true)}>{t('report.keep')}</Button><ExportLinks path={`/reports/${name}/export`} query={parametersOf(search)} /></>}>
      <ReportFilters definition={definition} search={search} onChange={change} />
      <InfiniteList items={rows} list={list} rows={2} height={240} empty={(
        <Empty icon={<IconChartBarOff size={28} />} title={t('report.empty.title')} detail={t('report.empty.detail')}>
          {actor.can('manage_schedules') && <AnchorLink to="/admin/schedules" py={10}>{t('nav.schedules')}</AnchorLink>}
        </Empty>
      )}>
        {(items) => (
          <Stack gap="md">
            {shape && <Paper className="sf-card" p="md"><Suspense fallback={<Skeleton h={300} />}><div aria-hidden><ReportChart shape={shape} rows={items} /></div></Suspense></Paper>}
            {first?.as_of && <Text size="sm" c="dimmed">{t('level.as_of', { date: dateTime(first.as_of) })}</Text>}
            {wide ? (
              <Table.ScrollContainer minWidth={600} scrollAreaProps={{ viewportProps: { tabIndex: 0, 'aria-label': t(`report.${name}`) } }}>
                <Table striped verticalSpacing="xs" aria-label={t(`report.${name}`)}>
                  <Table.Thead><Table.Tr>{columns.map((c) => <Table.Th key={c.key} ta={c.kind === 'number' ? 'end' : undefined}>{columnTitle(c)}</Table.Th>)}</Table.Tr></Table.Thead>
                  <Table.Tbody>{items.map((row, n) => <Table.Tr key={n}>{columns.map((c) => <Table.Td key={c.key} ta={c.kind === 'number' ? 'end' : undefined}>{cellOf(row, c)}</Table.Td>)}</Table.Tr>)}</Table.Tbody>
                </Table>
              </Table.ScrollContainer>
            ) : items.map((row, n) => (
              <Paper key={n} className="sf-card" p="md">
                <dl className="sf-facts">{columns.map((c) => <div key={c.key}><Text component="dt" size="sm" c="dimmed">{columnTitle(c)}</Text><Text component="dd">{cellOf(row, c)}</Text></div>)}</dl>
              </Paper>
            ))}
          </Stack>
        )}
      </InfiniteList>
      {!wide && <Group><Button variant="default" leftSection={<IconBookmark size={18} aria-hidden />} onClick={() => setSaving(true)}>{t('report.keep')}</Button><ExportLinks path={`/reports/${name}/export`} query={parametersOf(search)} /></Group>}
      {saving && <KeepForm name={name} search={search} onClose={() => setSaving(false)} />}
    </Page>
  );
}

function KeepForm({ name, search, onClose }: { name: ReportName; search: ReportSearch; onClose: () => void }) {
  const [, keep] = useSavedViews();
  const [title, setTitle] = useState(t(`report.${name}`));
  return (
    <FormModal title={t('report.keep')} submit={t('common.save')} busy={false} error={undefined} onClose={onClose} onSubmit={() => { keep({ title: title.trim(), name, search }); onClose(); }}>
      <TextInput label={t('report.keep.name')} required maxLength={100} value={title} onChange={(e) => setTitle(e.currentTarget.value)} data-autofocus />
    </FormModal>
  );
}
