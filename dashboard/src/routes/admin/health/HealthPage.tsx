import { Badge, Group, SimpleGrid, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { AnchorLink } from '@/components/links';
import { Page } from '@/components/Page';
import { Section } from '@/components/Section';
import { Failed, Loading } from '@/components/states';
import { number, relative, t, tCode } from '@/i18n';
import { notificationHealthQuery, readinessQuery, schedulesQuery } from '@/services/admin';
import { useLiveness } from '@/services/events';

const parts = ['database', 'replica', 'redis', 'temporal'] as const;
const colors: Record<string, string> = { ok: 'pine', none: 'gray', degraded: 'yellow' };

/** HealthPage says how the parts of the system are, as the API sees them. */
export function HealthPage() {
  const ready = useQuery(readinessQuery);
  const { data: notifications } = useQuery(notificationHealthQuery);
  const { data: schedules } = useQuery(schedulesQuery);
  const liveness = useLiveness();
  const failed = schedules?.items.filter((s) => s.last_run?.status === 'failed') ?? [];
  const paused = schedules?.items.filter((s) => s.paused) ?? [];
  return (
    <Page title={t('nav.health')}>
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md">
        <Section title={t('health.parts')} aside={ready.data && <State name={ready.data.status ?? '?'} />}>
          {ready.isPending ? <Loading rows={4} height={40} /> : ready.error ? <Failed error={ready.error} retry={() => void ready.refetch()} /> : parts.map((p) => (
            <Row key={p} name={t(`health.${p}`)} detail={p === 'replica' && ready.data.replica_behind ? t('health.behind', { time: ready.data.replica_behind }) : undefined}><State name={ready.data[p] ?? '?'} /></Row>
          ))}
          <Row name={t('health.events')}><State name={liveness === 'live' ? 'ok' : 'degraded'} /></Row>
        </Section>
        <Section title={t('health.notifications')} aside={<AnchorLink to="/admin/channels" py={10} my={-10}>{t('nav.channels')}</AnchorLink>}>
          {notifications && <Text>{t(`admin.channels.mail.${notifications.mail}`)}</Text>}
          {notifications?.deliveries.map((d) => <Row key={d.state} name={tCode('delivery', d.state)} detail={d.since && t('alert.since', { when: relative(d.since) })}><Text fw={650} c={d.state === 'parked' && d.count > 0 ? 'var(--mantine-color-error)' : undefined}>{number(d.count)}</Text></Row>)}
        </Section>
        <Section title={t('nav.schedules')} aside={<AnchorLink to="/admin/schedules" py={10} my={-10}>{t('common.all')}</AnchorLink>}>
          {failed.length + paused.length === 0 && <Text>{t('health.schedules.ok')}</Text>}
          {failed.map((s) => <Row key={s.id} name={s.title} detail={s.last_run?.message}><Badge color="red" variant="light" tt="none" radius="sm" size="lg">{t('run.failed')}</Badge></Row>)}
          {paused.map((s) => <Row key={s.id} name={s.title}><Badge color="yellow" variant="light" tt="none" radius="sm" size="lg">{t('admin.schedules.paused')}</Badge></Row>)}
        </Section>
      </SimpleGrid>
    </Page>
  );
}

function Row({ name, detail, children }: { name: string; detail?: string; children: ReactNode }) {
  return (
    <Group justify="space-between" wrap="nowrap" py="xs" style={{ borderBottom: '1px solid var(--sf-line)' }}>
      <div style={{ minWidth: 0 }}><Text fw={600}>{name}</Text>{detail && <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>{detail}</Text>}</div>
      {children}
    </Group>
  );
}

function State({ name }: { name: string }) {
  return <Badge variant="light" color={colors[name] ?? 'red'} tt="none" radius="sm" size="lg">{tCode('health_state', name)}</Badge>;
}
