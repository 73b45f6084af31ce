import { Badge, Group, Text } from '@mantine/core';
import { useSuspenseQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Page } from '@/components/Page';
import { dateTime, relative, t, tCode } from '@/i18n';
import { schedulesQuery, type Schedule } from '@/services/admin';

/** SchedulesPage lists the work that begins by the clock. */
export function SchedulesPage() {
  const { data } = useSuspenseQuery(schedulesQuery);
  return (
    <Page title={t('nav.schedules')} lead={t('admin.schedules.lead')}>
      <div className="sf-grid">{data.items.map((s) => <Card key={s.id} schedule={s} />)}</div>
    </Page>
  );
}

function Card({ schedule: s }: { schedule: Schedule }) {
  const [next] = s.next_runs;
  return (
    <Link to="/admin/schedules/$id" params={{ id: s.id }} className="sf-card" style={{ padding: 14 }}>
      <Group justify="space-between" wrap="nowrap" align="flex-start"><Text fw={650}>{s.title}</Text>{s.paused && <Badge variant="light" color="yellow" tt="none" radius="sm" size="lg">{t('admin.schedules.paused')}</Badge>}</Group>
      <Text size="sm"><span className="sf-code">{s.cron}</span> · {s.time_zone}</Text>
      {s.last_run && <Text size="sm" c={s.last_run.status === 'failed' ? 'var(--mantine-color-error)' : 'dimmed'}>{t('admin.schedules.last', { when: relative(s.last_run.started_at), status: tCode('run', s.last_run.status) })}</Text>}
      {next && !s.paused && <Text size="sm" c="dimmed">{t('admin.schedules.next', { date: dateTime(next, s.time_zone) })}</Text>}
    </Link>
  );
}
