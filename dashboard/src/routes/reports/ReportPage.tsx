import { Button, Group, Paper, Skeleton, Stack, Text, TextInput } from '@mantine/core';
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
import { ReportFilters } from './ReportFilters';
import { ReportRows } from './ReportRows';
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
  const shape = first && shapeOf(name, first.group_by, first.columns);
  const change = (part: Partial<ReportSearch>) => void navigate({ search: (before) => ({ ...before, ...part }) });
  return (
    <Page title={t(`report.${name}`)} lead={t(`report.${name}.help`)} back="/reports" aside={wide && <><Button variant="default" leftSection={<IconBookmark size={18} aria-hidden />} onClick={() => setSaving(true)}>{t('report.keep')}</Button><ExportLinks path={`/reports/${name}/export`} query={parametersOf(search)} /></>}>
      <ReportFilters definition={definition} search={search} shown={first} onChange={change} />
      <InfiniteList items={rows} list={list} rows={2} height={240} empty={(
        <Empty icon={<IconChartBarOff size={28} />} title={t('report.empty.title')} detail={t('report.empty.detail')}>
          {actor.can('manage_schedules') && <AnchorLink to="/admin/schedules" py={10}>{t('nav.schedules')}</AnchorLink>}
        </Empty>
      )}>
        {(items) => (
          <Stack gap="md">
            {shape && <Paper className="sf-card" p="md"><Suspense fallback={<Skeleton h={300} />}><div aria-hidden data-testid="chart"><ReportChart shape={shape} rows={items} /></div></Suspense></Paper>}
            {first?.as_of && <Text size="sm" c="dimmed">{t('level.as_of', { date: dateTime(first.as_of) })}</Text>}
            <ReportRows name={name} columns={first?.columns ?? []} rows={items} shape={shape} />
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
