import { Group, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { IconChecks } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { UseQueryResult } from '@tanstack/react-query';
import { AnchorLink, ButtonLink } from '@/components/links';
import { OperationCard } from '@/components/OperationCard';
import { Page } from '@/components/Page';
import { ScanField } from '@/components/ScanField';
import { Empty, Failed, Loading } from '@/components/states';
import { KindIcon } from '@/components/status';
import { t } from '@/i18n';
import type { Found } from '@/services/lookup';
import { newPathOf } from '@/services/operations/paths';
import type { Actor } from '@/services/session/session';
import type { Composed, OperationSummary, WarehouseRef } from '@/services/types';
import { ScanResult } from './ScanResult';

interface Props {
  actor: Actor;
  warehouse?: WarehouseRef;
  scan?: string;
  found: Pick<UseQueryResult<Found>, 'data' | 'error' | 'isFetching' | 'refetch'>;
  onScan: (code: string) => void;
  work: { items: OperationSummary[]; pending: boolean; error: unknown; retry: () => void };
}

const starts = [['receipt', 'home.receive'], ['shipment', 'home.ship'], ['transfer', 'home.transfer']] as const;

const more = [
  ['/moves/new', 'home.move', 'create_move'], ['/counts/new', 'home.count', 'create_count'], ['/adjustments/new', 'home.adjust', 'create_adjustment'], ['/returns/new', 'home.return', 'create_return'],
] as const;

/** HomeView is where work starts: scan, begin something new, or go on with what is open. */
export function HomeView({ actor, warehouse, scan, found, onScan, work }: Props) {
  return (
    <Page title={t('home.hello', { name: actor.user.name.split(' ')[0] ?? '' })}>
      <ScanField label={t('scan.label')} placeholder={t('scan.placeholder')} onScan={onScan} busy={Boolean(scan) && found.isFetching} autoFocus />
      {scan && (
        found.error ? <Failed error={found.error} retry={() => void found.refetch()} />
          : found.data ? <ScanResult code={scan} found={found.data} actor={actor} warehouse={warehouse} />
            : <Loading rows={1} height={180} />
      )}
      {!scan && <SimpleGrid cols={3} spacing="sm">{starts.filter(([kind]) => actor.can(`create_${kind}`)).map(([kind, label]) => <StartButton key={kind} kind={kind} label={t(label)} help={t(`${label}.help`)} />)}</SimpleGrid>}
      {!scan && (
        <Group gap="xs" grow preventGrowOverflow={false}>
          {more.filter(([, , may]) => actor.can(may)).map(([to, label]) => <ButtonLink key={to} to={to} variant="default" px="xs">{t(label)}</ButtonLink>)}
        </Group>
      )}
      <Stack gap="sm" component="section" aria-labelledby="work">
        <Group justify="space-between" align="baseline">
          <Title order={2} size="h4" id="work">{t('home.work')}</Title>
          <AnchorLink to="/operations" py={10}>{t('home.work.all')}</AnchorLink>
        </Group>
        {work.pending ? <Loading rows={3} height={112} />
          : work.error ? <Failed error={work.error} retry={work.retry} />
            : work.items.length === 0 ? <Empty icon={<IconChecks size={28} />} title={t('home.work.empty.title')} detail={t('home.work.empty.detail')} />
              : <div className="sf-grid">{work.items.map((o) => <OperationCard key={o.id} operation={o} actor={actor} />)}</div>}
      </Stack>
    </Page>
  );
}

function StartButton({ kind, label, help }: { kind: Composed; label: string; help: string }) {
  return (
    <Link to={newPathOf(kind)} className="sf-card">
      <Stack align="center" gap={6} py="md" px={4} ta="center" mih={120} justify="center">
        <KindIcon kind={kind} size={52} />
        <Text fw={650} size="lg" lh={1.2}>{label}</Text>
        <Text size="sm" c="dimmed" lh={1.2} visibleFrom="xs">{help}</Text>
      </Stack>
    </Link>
  );
}
