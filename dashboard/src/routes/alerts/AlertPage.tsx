import { Group, SimpleGrid, Stack, Text, Timeline } from '@mantine/core';
import { useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Page } from '@/components/Page';
import { Section } from '@/components/Section';
import { SeverityBadge } from '@/components/severity';
import { StockFigures } from '@/components/StockFigures';
import { dateTime, t, tCode } from '@/i18n';
import { alertQuery } from '@/services/alerts';
import { AlertActions } from './AlertActions';
import { Cause, figuresOf } from './alertWords';
import { SuggestionCard } from './SuggestionCard';

const route = getRouteApi('/app/alerts/$id');

/** AlertPage is one alert: its cause, its history, and what might help. */
export function AlertPage() {
  const { data: a } = useSuspenseQuery(alertQuery(Number(route.useParams().id)));
  return (
    <Page title={tCode('alert', a.type)} back="/alerts" lead={(
      <Group gap="xs" mt={4}><SeverityBadge severity={a.severity} /><span>{tCode('alert_status', a.status)}{a.warehouse && <> · {a.warehouse.name}</>}</span></Group>
    )}>
      <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="md">
        <Stack gap="md">
          <Section title={t('alert.cause')}>
            <Stack gap="sm">
              <Cause alert={a} />
              {figuresOf(a) && <Text>{figuresOf(a)}</Text>}
              <Text c="dimmed" size="sm">{a.message}</Text>
              {a.stock && <StockFigures levels={a.stock} />}
              {a.assigned_to && <Text>{t('alert.with', { name: a.assigned_to.name })}</Text>}
              {a.escalates_at && <Text size="sm" c="dimmed">{t('alert.escalates', { date: dateTime(a.escalates_at) })}</Text>}
              <AlertActions alert={a} />
            </Stack>
          </Section>
          {a.suggestions.length > 0 && <Section title={t('nav.suggestions')}><Stack gap="sm">{a.suggestions.map((s) => <SuggestionCard key={s.key} suggestion={s} />)}</Stack></Section>}
        </Stack>
        <Section title={t('alert.history')}>
          <Timeline active={0} bulletSize={16} lineWidth={2} color="pine">
            {a.history.map((h, n) => (
              <Timeline.Item key={n} title={<Text fw={600} lh={1.3}>{tCode('alert_entry', h.kind)}</Text>}>
                {h.note && <Text size="sm">“{h.note}”</Text>}
                <Text size="sm" c="dimmed"><time dateTime={h.at}>{dateTime(h.at)}</time> · {h.user.id === 1 ? t('timeline.system') : t('timeline.by', { name: h.user.name })}</Text>
              </Timeline.Item>
            ))}
          </Timeline>
        </Section>
      </SimpleGrid>
    </Page>
  );
}
