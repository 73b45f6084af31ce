import { ActionIcon, Group, Stack, Text, Title } from '@mantine/core';
import { IconChartBar, IconTrash } from '@tabler/icons-react';
import { useSuspenseQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Page } from '@/components/Page';
import { t } from '@/i18n';
import { reportListQuery, reportNames } from '@/services/reports';
import { useSavedViews } from './views';

/** ReportsPage says which question each report answers, and lists the views that were kept. */
export function ReportsPage() {
  const { data } = useSuspenseQuery(reportListQuery);
  const [views, , forget] = useSavedViews();
  const offered = reportNames.filter((n) => data.items.some((r) => r.name === n));
  return (
    <Page title={t('nav.reports')}>
      {views.length > 0 && (
        <Stack gap="sm" component="section" aria-labelledby="views">
          <Title order={2} size="h5" id="views">{t('report.views')}</Title>
          <div className="sf-grid">
            {views.map((v) => (
              <Group key={v.title} className="sf-card" pe="xs" wrap="nowrap" justify="space-between">
                <Link to="/reports/$name" params={{ name: v.name }} search={v.search} className="sf-inline" style={{ padding: 14, flex: 1 }}>{v.title}</Link>
                <ActionIcon color="gray" onClick={() => forget(v)} aria-label={t('common.remove', { name: v.title })}><IconTrash size={18} /></ActionIcon>
              </Group>
            ))}
          </div>
        </Stack>
      )}
      <div className="sf-grid">
        {offered.map((n) => (
          <Link key={n} to="/reports/$name" params={{ name: n }} className="sf-card" style={{ padding: 14 }}>
            <Group gap="sm" wrap="nowrap" align="flex-start"><IconChartBar size={24} aria-hidden /><div><Text fw={650}>{t(`report.${n}`)}</Text><Text size="sm" c="dimmed">{t(`report.${n}.help`)}</Text></div></Group>
          </Link>
        ))}
      </div>
    </Page>
  );
}
