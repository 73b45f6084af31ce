import { Box, Chip, Group, NativeSelect, SegmentedControl, SimpleGrid, Stack, Title } from '@mantine/core';
import { IconShieldCheck } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { InfiniteList } from '@/components/InfiniteList';
import { Page } from '@/components/Page';
import { SearchField } from '@/components/SearchField';
import { Empty } from '@/components/states';
import { useWidth } from '@/components/useWidth';
import { number, t, tCode } from '@/i18n';
import { alertsQuery, alertSummaryQuery, alertTypes, severities, type AlertFilter, type AlertType, type Severity } from '@/services/alerts';
import { itemsOf } from '@/services/queries';
import { useActor } from '@/services/session/session';
import { AlertCard } from './AlertCard';

const route = getRouteApi('/app/alerts');

/** AlertsPage is the board: a column for each severity where there is room, else one at a time. */
export function AlertsPage() {
  const filter = route.useSearch();
  const navigate = route.useNavigate();
  const { user } = useActor();
  const wide = useWidth('board');
  const { data: summary } = useQuery(alertSummaryQuery);
  const change = (part: Partial<AlertFilter>) => void navigate({ search: (before) => ({ ...before, ...part }), replace: true });
  const label = (s: Severity) => `${tCode('severity', s)}${summary ? ` ${number(summary[s])}` : ''}`;
  return (
    <Page title={t('nav.alerts')}>
      <Stack gap="sm">
        <Group gap="sm" align="stretch">
          <Box flex="1 1 16rem"><SearchField label={t('alert.search')} value={filter.search ?? ''} onSearch={(search) => change({ search: search || undefined })} /></Box>
          <NativeSelect size="lg" flex="1 1 10rem" maw={280} aria-label={t('alert.type')} value={filter.type ?? ''} onChange={(e) => change({ type: (e.currentTarget.value || undefined) as AlertType | undefined })}
            data={[{ value: '', label: t('alert.type.all') }, ...alertTypes.map((x) => ({ value: x, label: tCode('alert', x) }))]} />
          {user.warehouses.length > 1 && (
            <NativeSelect size="lg" flex="1 1 10rem" maw={280} aria-label={t('stock.warehouse')} value={filter.warehouse ?? ''} onChange={(e) => change({ warehouse: Number(e.currentTarget.value) || undefined })}
              data={[{ value: '', label: t('stock.warehouse.all') }, ...user.warehouses.map((w) => ({ value: String(w.id), label: w.name }))]} />
          )}
        </Group>
        <Group gap="xs">
          <Chip size="md" variant="outline" checked={filter.mine ?? false} onChange={(on) => change({ mine: on || undefined })}>{t('alert.mine')}</Chip>
          <Chip size="md" variant="outline" checked={filter.resolved ?? false} onChange={(on) => change({ resolved: on || undefined })}>{t('alert.resolved')}</Chip>
        </Group>
      </Stack>
      {wide ? (
        <SimpleGrid cols={3} spacing="md">
          {severities.map((s) => (
            <Stack key={s} gap="sm" component="section" aria-labelledby={`s-${s}`}>
              <Title order={2} size="h5" id={`s-${s}`}>{label(s)}</Title>
              <Column filter={filter} severity={s} />
            </Stack>
          ))}
        </SimpleGrid>
      ) : (
        <Stack gap="sm">
          <SegmentedControl fullWidth size="md" className="sf-kinds" aria-label={t('alert.severity')} value={filter.severity ?? 'all'} onChange={(s) => change({ severity: severities.find((x) => x === s) })}
            data={[{ value: 'all', label: t('common.all') }, ...severities.map((s) => ({ value: s, label: label(s) }))]} />
          <Column filter={filter} severity={filter.severity} />
        </Stack>
      )}
    </Page>
  );
}

function Column({ filter, severity }: { filter: AlertFilter; severity?: Severity }) {
  const list = useInfiniteQuery(alertsQuery(filter, severity));
  return (
    <InfiniteList items={itemsOf(list.data)} list={list} rows={3} height={150} empty={<Empty icon={<IconShieldCheck size={28} />} title={t('alert.none')} />}>
      {(alerts) => <Stack gap="sm">{alerts.map((a) => <AlertCard key={a.id} alert={a} />)}</Stack>}
    </InfiniteList>
  );
}
