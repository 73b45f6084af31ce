import { Button, Group, SimpleGrid, Stack, Text } from '@mantine/core';
import { IconSpeakerphone } from '@tabler/icons-react';
import { useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useState } from 'react';
import { LabelsButton } from '@/components/LabelsButton';
import { ButtonLink } from '@/components/links';
import { Page } from '@/components/Page';
import { Section } from '@/components/Section';
import { date, dateTime, number, t, tCode } from '@/i18n';
import { lotQuery } from '@/services/lots';
import { useActor } from '@/services/session/session';
import { HoldForm } from './HoldForm';
import { LotStatusBadge } from './LotsPage';
import { Trace } from './Trace';

const route = getRouteApi('/app/lots/$id');

/** LotPage is a lot: where it lies, where it came from and went, and whether it may be shipped. */
export function LotPage() {
  const actor = useActor();
  const { data: lot } = useSuspenseQuery(lotQuery(Number(route.useParams().id)));
  const [asking, setAsking] = useState<'hold' | 'release'>();
  return (
    <Page title={lot.code} back="/lots" lead={(
      <Stack gap={6}>
        <span><Link to="/stock/$id" params={{ id: String(lot.product.id) }} className="sf-inline">{lot.product.name}</Link>{lot.expires_on && <> · {t('stock.expires', { date: date(lot.expires_on) })}</>}</span>
        <Group gap="xs"><LotStatusBadge status={lot.status} />{lot.recall && <Link to="/recalls/$id" params={{ id: lot.recall.id }} className="sf-inline sf-code">{lot.recall.number}</Link>}</Group>
      </Stack>
    )}>
      <Group gap="xs">
        {actor.can('hold_lots') && lot.status === 'available' && <Button variant="default" onClick={() => setAsking('hold')}>{t('lot.hold')}</Button>}
        {actor.can('hold_lots') && lot.status === 'on_hold' && <Button onClick={() => setAsking('release')}>{t('lot.release')}</Button>}
        {actor.can('start_recalls') && lot.status !== 'recalled' && <ButtonLink to="/recalls/new" search={{ lot: lot.id }} variant="default" c="var(--mantine-color-error)" leftSection={<IconSpeakerphone size={18} aria-hidden />}>{t('lot.recall')}</ButtonLink>}
        <LabelsButton of={lot.code} item={{ product_id: lot.product.id, lot_id: lot.id }} />
      </Group>
      <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="md">
        <Stack gap="md">
          <Section title={t('lot.where')}>
            {lot.balances.length === 0 && <Text c="dimmed">{t('stock.nothing')}</Text>}
            {lot.balances.map((b) => (
              <Group key={b.location.id} justify="space-between" py={6} style={{ borderBottom: '1px solid var(--sf-line)' }}>
                <Text><b className="sf-code">{b.location.code}</b> · {tCode('bin', b.location.kind)} · {lot.warehouses.find((w) => w.warehouse.id === b.location.warehouse_id)?.warehouse.name}</Text>
                <Text fw={650}>{number(b.on_hand)}{b.reserved > 0 && <Text span size="sm" c="dimmed" fw={400}> ({number(b.reserved)} {t('stock.reserved')})</Text>}</Text>
              </Group>
            ))}
            {lot.warehouses.filter((w) => w.in_transit > 0).map((w) => <Text key={w.warehouse.id} py={6}>{t('lot.on_road', { count: w.in_transit, site: w.warehouse.name })}</Text>)}
          </Section>
          {lot.changes.length > 0 && (
            <Section title={t('lot.changes')}>
              {lot.changes.map((c) => (
                <div key={c.at} style={{ padding: '6px 0', borderBottom: '1px solid var(--sf-line)' }}>
                  <Text>{tCode('lot_status', c.before)} → <b>{tCode('lot_status', c.after)}</b></Text>
                  <Text size="sm">“{c.reason}”</Text>
                  <Text size="sm" c="dimmed">{dateTime(c.at)} · {c.user.name}</Text>
                </div>
              ))}
            </Section>
          )}
        </Stack>
        <Trace id={lot.id} />
      </SimpleGrid>
      {asking && <HoldForm lot={lot} action={asking} onClose={() => setAsking(undefined)} />}
    </Page>
  );
}
