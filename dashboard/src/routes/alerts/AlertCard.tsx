import { Badge, Group, Paper, Stack, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { SeverityBadge } from '@/components/severity';
import { dateTime, relative, t, tCode } from '@/i18n';
import type { Alert } from '@/services/alerts';
import { AlertActions } from './AlertActions';
import { Cause, figuresOf } from './alertWords';

/** AlertCard is an alert: what is wrong, where, since when, who has it, and what can be done. */
export function AlertCard({ alert: a }: { alert: Alert }) {
  const figures = figuresOf(a);
  return (
    <Paper className="sf-card" p="md" component="article" aria-labelledby={`alert-${a.id}`}>
      <Stack gap="xs">
        <Group justify="space-between" wrap="nowrap" align="flex-start">
          <Link to="/alerts/$id" params={{ id: String(a.id) }} className="sf-inline" id={`alert-${a.id}`}><b>{tCode('alert', a.type)}</b></Link>
          <SeverityBadge severity={a.severity} />
        </Group>
        <Cause alert={a} />
        {figures && <Text size="sm">{figures}</Text>}
        <Text size="sm" c="dimmed">
          {a.warehouse && <>{a.warehouse.name} · </>}{t('alert.since', { when: relative(a.raised_at) })}
          {a.assigned_to && <> · {t('alert.with', { name: a.assigned_to.name })}</>}
          {a.snoozed_until && <> · {t('alert.snoozed', { date: dateTime(a.snoozed_until) })}</>}
        </Text>
        {a.status !== 'open' && <Badge variant="light" color={a.status === 'escalated' ? 'red' : 'gray'} tt="none" radius="sm" size="lg">{tCode('alert_status', a.status)}</Badge>}
        <AlertActions alert={a} />
      </Stack>
    </Paper>
  );
}
