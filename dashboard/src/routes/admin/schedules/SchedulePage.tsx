import { Alert, Anchor, Badge, Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconAlertTriangle, IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery, useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { InfiniteList } from '@/components/InfiniteList';
import { Page } from '@/components/Page';
import { Section } from '@/components/Section';
import { useSave } from '@/components/useSave';
import { dateTime, number, t, tCode } from '@/i18n';
import { scheduleQuery, scheduleRunsQuery, type Schedule } from '@/services/admin';
import { client } from '@/services/api';
import { asProblem, words } from '@/services/problem';
import { itemsOf } from '@/services/queries';
import type { Body } from '@/services/types';

const route = getRouteApi('/app/admin/schedules/$id');

/** SchedulePage is one schedule: when it runs, what became of its runs. */
export function SchedulePage() {
  const { data: s } = useSuspenseQuery(scheduleQuery(route.useParams().id));
  const path = { schedule_id: s.id };
  const pause = useSave((paused: boolean) => client.PATCH('/schedules/{schedule_id}', { params: { path }, body: { paused } }), (p) => t(p ? 'admin.schedules.paused.done' : 'admin.schedules.resumed.done'), () => undefined);
  const trigger = useSave(() => client.POST('/schedules/{schedule_id}/trigger', { params: { path } }), () => t('admin.schedules.triggered'), () => undefined);
  return (
    <Page title={s.title} lead={s.description} back="/admin/schedules" narrow>
      <Group gap="xs">
        <Button variant="default" leftSection={s.paused ? <IconPlayerPlay size={18} aria-hidden /> : <IconPlayerPause size={18} aria-hidden />} loading={pause.isPending} onClick={() => pause.mutate(!s.paused)}>{t(s.paused ? 'admin.schedules.resume' : 'admin.schedules.pause')}</Button>
        <Button loading={trigger.isPending} onClick={() => trigger.mutate(undefined)}>{t('admin.schedules.trigger')}</Button>
        {s.paused && <Badge variant="light" color="yellow" tt="none" radius="sm" size="lg">{t('admin.schedules.paused')}</Badge>}
        {s.state === 'pending' && <Text role="status">{t('admin.schedules.pending')}</Text>}
      </Group>
      {s.apply_error && <Alert color="red" icon={<IconAlertTriangle />} title={t('admin.schedules.apply_error')}>{s.apply_error}</Alert>}
      <CronForm key={`${s.cron}/${s.time_zone}`} schedule={s} />
      <Section title={t('admin.schedules.policy')}>
        <Text>{t(`admin.schedules.overlap.${s.overlap}`)}</Text>
        <Text>{t('admin.schedules.catch_up', { hours: Math.round(s.catch_up_seconds / 360) / 10 })}</Text>
      </Section>
      <Section title={t('admin.schedules.runs')}><Runs id={s.id} /></Section>
    </Page>
  );
}

function CronForm({ schedule: s }: { schedule: Schedule }) {
  const [cron, setCron] = useState(s.cron);
  const [zone, setZone] = useState(s.time_zone);
  const [asked] = useDebouncedValue({ cron: cron.trim(), time_zone: zone.trim() }, 300);
  const preview = useQuery({
    queryKey: ['post', '/schedules/preview', asked], retry: false, staleTime: 60_000,
    queryFn: async () => (await client.POST('/schedules/preview', { body: { ...asked, count: 5 } })).data!,
  });
  const save = useSave(() => client.PATCH('/schedules/{schedule_id}', { params: { path: { schedule_id: s.id } }, body: { cron: cron.trim(), time_zone: zone.trim() } }), () => t('admin.schedules.saved'), () => undefined);
  const problem = preview.error ? asProblem(preview.error) : undefined;
  const zoneIsWrong = problem?.field === 'time_zone';
  const said = problem ? words(problem).detail : undefined;
  const changed = cron.trim() !== s.cron || zone.trim() !== s.time_zone;
  return (
    <Section title={t('admin.schedules.when')}>
      <form onSubmit={(e) => { e.preventDefault(); save.mutate(undefined); }}>
        <Stack>
          <Group grow align="flex-start" preventGrowOverflow={false}>
            <TextInput label={t('admin.schedules.cron')} description={t('admin.schedules.cron.help')} classNames={{ input: 'sf-code' }} required maxLength={100} value={cron} onChange={(e) => setCron(e.currentTarget.value)} error={zoneIsWrong ? undefined : said} />
            <TextInput label={t('admin.warehouses.zone')} description={t('admin.schedules.zone.help')} required maxLength={64} value={zone} onChange={(e) => setZone(e.currentTarget.value)} error={zoneIsWrong ? said : undefined} />
          </Group>
          {preview.data && !said && (
            <div role="status">
              <Text size="sm" c="dimmed">{t('admin.schedules.preview')}</Text>
              {preview.data.next_runs.map((at) => <Text key={at} size="sm">{dateTime(at, asked.time_zone)}</Text>)}
            </div>
          )}
          {save.error && <Alert color="red" role="alert">{words(asProblem(save.error)).title}</Alert>}
          <Group>
            <Button type="submit" disabled={!changed || Boolean(said)} loading={save.isPending}>{t('common.save')}</Button>
            {(s.cron !== s.default_cron || s.time_zone !== s.default_time_zone) && <Button variant="default" onClick={() => { setCron(s.default_cron); setZone(s.default_time_zone); }}>{t('admin.schedules.default', { cron: s.default_cron })}</Button>}
          </Group>
        </Stack>
      </form>
    </Section>
  );
}

function Runs({ id }: { id: string }) {
  const list = useInfiniteQuery(scheduleRunsQuery(id));
  return (
    <InfiniteList items={itemsOf(list.data)} list={list} rows={3} height={48} empty={<Text c="dimmed">{t('admin.schedules.runs.none')}</Text>}>
      {(runs) => runs.map((r) => <Run key={r.workflow_id + r.run_id} run={r} />)}
    </InfiniteList>
  );
}

const colors = { running: 'blue', succeeded: 'pine', failed: 'red' } as const;

function Run({ run: r }: { run: Body<'ScheduleRun'> }) {
  return (
    <Group justify="space-between" wrap="nowrap" align="flex-start" py="xs" style={{ borderBottom: '1px solid var(--sf-line)' }}>
      <div style={{ minWidth: 0 }}>
        <Anchor href={r.ui_path} target="_blank" rel="noreferrer" py={10} display="inline-block">{dateTime(r.scheduled_time)}</Anchor>
        <Text size="sm" c="dimmed">{t('admin.schedules.run.done', { done: r.done, batches: r.batches })}{r.finished_at && <> · {number(Math.round((Date.parse(r.finished_at) - Date.parse(r.started_at)) / 100) / 10)} s</>}</Text>
        {r.message && <Text size="sm" style={{ overflowWrap: 'anywhere' }} c={r.status === 'failed' ? 'var(--mantine-color-error)' : undefined}>{r.message}</Text>}
      </div>
      <Badge variant="light" color={colors[r.status]} tt="none" radius="sm" size="lg">{tCode('run', r.status)}</Badge>
    </Group>
  );
}
