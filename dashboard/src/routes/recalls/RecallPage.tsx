import { Badge, Button, Group, Stack, Text } from '@mantine/core';
import { useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useState } from 'react';
import { Page } from '@/components/Page';
import { Section } from '@/components/Section';
import { StatusBadge } from '@/components/status';
import { date, dateTime, number, t, tCode } from '@/i18n';
import { recallQuery } from '@/services/alerts';
import { pathOf } from '@/services/operations/paths';
import { useActor } from '@/services/session/session';
import type { Body } from '@/services/types';
import { ConfirmForm } from './ConfirmForm';
import { LiftForm } from './LiftForm';
import { recallColor } from './RecallsPage';

const route = getRouteApi('/app/recalls/$id');

/** RecallPage follows a recall: which site has confirmed, and who held the goods. */
export function RecallPage() {
  const actor = useActor();
  const { data: r } = useSuspenseQuery(recallQuery(route.useParams().id));
  const [confirming, setConfirming] = useState<Body<'RecallSite'>>();
  const [lifting, setLifting] = useState(false);
  return (
    <Page title={r.number} back="/recalls" lead={<Group gap="xs" mt={4}><Badge variant="light" color={recallColor(r.status)} tt="none" radius="sm" size="lg">{tCode('recall_status', r.status)}</Badge><span>{r.product.name}</span></Group>}
      aside={r.status !== 'lifted' && actor.can('lift_recalls') && <Button variant="default" onClick={() => setLifting(true)}>{t('recall.lift')}</Button>} narrow>
      <Section title={t('recall.what')}>
        <Stack gap={4}>
          <Text>{r.reason}</Text>
          {r.instructions && <Text>{t('recall.instructions')}: {r.instructions}</Text>}
          <Text>{r.lots.map((l) => <span key={l.id}><Link to="/lots/$id" params={{ id: String(l.id) }} className="sf-inline sf-code">{l.code}</Link>{l.expires_on && <> ({t('stock.expires', { date: date(l.expires_on) })})</>} </span>)}</Text>
          <Text size="sm" c="dimmed">{t('recall.by', { name: r.started_by.name, date: dateTime(r.started_at) })}</Text>
          {r.ended_by && r.ended_at && <Text size="sm" c="dimmed">{t('recall.ended', { name: r.ended_by.name, date: dateTime(r.ended_at) })}{r.end_note && <> “{r.end_note}”</>}</Text>}
        </Stack>
      </Section>
      <Section title={t('recall.sites')}>
        <Text mb="xs">{t('recall.confirmed', { done: r.sites_confirmed, total: r.sites_asked })}</Text>
        {r.sites.map((s) => (
          <Group key={s.warehouse.id} justify="space-between" wrap="nowrap" py="sm" style={{ borderTop: '1px solid var(--sf-line)' }} role="group" aria-label={s.warehouse.name}>
            <div style={{ minWidth: 0 }}>
              <Text fw={650}>{s.warehouse.name}</Text>
              {s.confirmed_at && s.confirmed_by
                ? <Text size="sm">{t('recall.site.done', { found: s.found ?? 0, quarantined: s.quarantined ?? 0, book: s.book ?? 0 })} · {s.confirmed_by.name}, {dateTime(s.confirmed_at)}{s.note && <> “{s.note}”</>}</Text>
                : <Text size="sm" c="dimmed">{t('recall.site.waits', { expected: number(s.expected) })}</Text>}
            </div>
            {!s.confirmed_at && r.status === 'open' && actor.can('confirm_recalls') && actor.actsIn(s.warehouse.id) && <Button onClick={() => setConfirming(s)}>{t('recall.confirm')}</Button>}
          </Group>
        ))}
      </Section>
      <Section title={t('recall.operations')}>
        {r.operations.length === 0 && <Text c="dimmed">{t('recall.operations.none')}</Text>}
        {r.operations.map((o) => (
          <Group key={o.id} justify="space-between" py={6} style={{ borderTop: '1px solid var(--sf-line)' }}>
            <Link to={pathOf(o.kind)} params={{ id: o.id }} className="sf-inline sf-code">{o.number}</Link>
            <Text size="sm">{[o.reserved > 0 && `${t('stock.reserved')} ${number(o.reserved)}`, o.picked > 0 && `${t('line.picked')} ${number(o.picked)}`, o.in_transit > 0 && `${t('stock.in_transit')} ${number(o.in_transit)}`].filter(Boolean).join(' · ')}</Text>
            <StatusBadge status={o.status} size="md" />
          </Group>
        ))}
      </Section>
      {confirming && <ConfirmForm recall={r} site={confirming} onClose={() => setConfirming(undefined)} />}
      {lifting && <LiftForm recall={r} onClose={() => setLifting(false)} />}
    </Page>
  );
}
