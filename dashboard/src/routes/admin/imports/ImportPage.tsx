import { Button, Group, Progress, SimpleGrid, Stack, Table, Text } from '@mantine/core';
import { useInfiniteQuery, useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { ExportLinks } from '@/components/ExportLinks';
import { InfiniteList } from '@/components/InfiniteList';
import { AnchorLink } from '@/components/links';
import { Page } from '@/components/Page';
import { Section } from '@/components/Section';
import { useSave } from '@/components/useSave';
import { dateTime, number, t } from '@/i18n';
import { importErrorsQuery, importQuery } from '@/services/admin';
import { client } from '@/services/api';
import { itemsOf } from '@/services/queries';
import { ImportStatus } from './ImportsPage';

const route = getRouteApi('/app/admin/imports/$id');
const figures = ['created', 'changed', 'unchanged', 'errors'] as const;

/** ImportPage follows an import, and shows every row that is wrong. */
export function ImportPage() {
  const { data: i } = useSuspenseQuery(importQuery(route.useParams().id));
  const errors = useInfiniteQuery({ ...importErrorsQuery(i.id), enabled: i.errors > 0 });
  const running = i.status === 'queued' || i.status === 'running';
  const cancel = useSave(() => client.POST('/imports/{import_id}/cancel', { params: { path: { import_id: i.id } } }), () => t('admin.imports.cancelled'), () => undefined);
  return (
    <Page title={i.file_name ?? t('admin.imports.title')} back="/admin/imports" lead={<Group gap="xs" mt={4}><ImportStatus import={i} />{i.dry_run && <span>{t('admin.imports.dry')}</span>}<span>{dateTime(i.uploaded_at)} · {i.uploaded_by?.name}</span></Group>}
      aside={running && <Button variant="default" loading={cancel.isPending} onClick={() => cancel.mutate(undefined)}>{t('common.cancel')}</Button>}>
      <Section title={t('admin.imports.progress')}>
        <Stack gap="sm">
          <Progress size="xl" value={running ? (i.rows ? (100 * (i.done + i.errors)) / i.rows : 0) : 100} animated={running} aria-label={t('admin.imports.progress')} />
          <Text role="status">{t('admin.imports.rows', { done: i.done, rows: i.rows, errors: i.errors })}</Text>
          <SimpleGrid cols={4} component="dl" m={0}>{figures.map((f) => <div key={f}><Text component="dt" size="sm" c="dimmed">{t(`admin.imports.${f}`)}</Text><Text component="dd" m={0} fw={650} c={f === 'errors' && i.errors > 0 ? 'var(--mantine-color-error)' : undefined}>{number(i[f])}</Text></div>)}</SimpleGrid>
          {i.unused_columns.length > 0 && <Text size="sm">{t('admin.imports.unused', { columns: i.unused_columns.join(', ') })}</Text>}
          {i.status === 'done' && i.dry_run && <AnchorLink to="/admin/imports" py={10}>{t('admin.imports.now')}</AnchorLink>}
        </Stack>
      </Section>
      {i.errors > 0 && (
        <Section title={t('admin.imports.errors')} aside={<ExportLinks path={`/imports/${i.id}/errors/export`} />}>
          <InfiniteList items={itemsOf(errors.data)} list={errors} empty={null}>
            {(rows) => (
              <Table.ScrollContainer minWidth={480} scrollAreaProps={{ viewportProps: { tabIndex: 0, 'aria-label': t('admin.imports.errors') } }}>
                <Table verticalSpacing="xs" aria-label={t('admin.imports.errors')}>
                  <Table.Thead><Table.Tr><Table.Th>{t('admin.imports.line')}</Table.Th><Table.Th>{t('admin.imports.column')}</Table.Th><Table.Th>{t('admin.imports.what')}</Table.Th></Table.Tr></Table.Thead>
                  <Table.Tbody>{rows.map((e, n) => <Table.Tr key={n}><Table.Td>{number(e.line)}</Table.Td><Table.Td>{e.column}</Table.Td><Table.Td>{e.subject && <b>{e.subject}: </b>}{e.message}</Table.Td></Table.Tr>)}</Table.Tbody>
                </Table>
              </Table.ScrollContainer>
            )}
          </InfiniteList>
        </Section>
      )}
    </Page>
  );
}
