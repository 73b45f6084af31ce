import { Alert, Badge, Button, FileInput, Group, Stack, Switch, Text } from '@mantine/core';
import { IconAlertTriangle, IconFileImport, IconUpload } from '@tabler/icons-react';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { ExportLinks } from '@/components/ExportLinks';
import { InfiniteList } from '@/components/InfiniteList';
import { Page } from '@/components/Page';
import { Section } from '@/components/Section';
import { Empty } from '@/components/states';
import { relative, t, tCode } from '@/i18n';
import { importsQuery } from '@/services/admin';
import { client } from '@/services/api';
import { asProblem, words } from '@/services/problem';
import { itemsOf } from '@/services/queries';
import type { Body } from '@/services/types';

/** ImportsPage takes a catalogue as a file, and lists what was imported. */
export function ImportsPage() {
  const list = useInfiniteQuery(importsQuery);
  return (
    <Page title={t('admin.imports.title')} narrow>
      <UploadForm />
      <Section title={t('admin.imports.template')} aside={<ExportLinks path="/products/export" />}><Text>{t('admin.imports.template.help')}</Text></Section>
      <InfiniteList items={itemsOf(list.data)} list={list} empty={<Empty icon={<IconFileImport size={28} />} title={t('admin.imports.empty')} />}>
        {(items) => <Stack gap="sm">{items.map((i) => <ImportCard key={i.id} import={i} />)}</Stack>}
      </InfiniteList>
    </Page>
  );
}

function UploadForm() {
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [file, setFile] = useState<File | null>(null);
  const [dryRun, setDryRun] = useState(true);
  const upload = useMutation({
    mutationFn: async (chosen: File) => (await client.POST('/imports', {
      params: { query: { dry_run: dryRun, file_name: chosen.name } }, headers: { 'Content-Type': 'application/octet-stream' },
      body: chosen as unknown as string, bodySerializer: () => chosen,
    })).data!,
    onSuccess: async (made) => {
      await queries.invalidateQueries({ queryKey: ['get', '/imports'] });
      await navigate({ to: '/admin/imports/$id', params: { id: made.id } });
    },
  });
  const said = upload.error ? words(asProblem(upload.error)) : undefined;
  return (
    <Section title={t('admin.imports.new')}>
      <form onSubmit={(e) => { e.preventDefault(); if (file) upload.mutate(file); }}>
        <Stack>
          <FileInput size="lg" label={t('admin.imports.file')} description={t('admin.imports.file.help')} accept=".csv,.xlsx" required value={file} onChange={setFile} leftSection={<IconUpload size={20} aria-hidden />} clearable clearButtonProps={{ 'aria-label': t('common.clear') }} />
          <Switch size="lg" label={t('admin.imports.dry')} description={t('admin.imports.dry.help')} checked={dryRun} onChange={(e) => setDryRun(e.currentTarget.checked)} />
          {said && <Alert color="red" role="alert" icon={<IconAlertTriangle />} title={said.title}>{said.detail}</Alert>}
          <Button type="submit" size="lg" disabled={!file} loading={upload.isPending}>{t(dryRun ? 'admin.imports.check' : 'admin.imports.start')}</Button>
        </Stack>
      </form>
    </Section>
  );
}

function ImportCard({ import: i }: { import: Body<'Import'> }) {
  return (
    <Link to="/admin/imports/$id" params={{ id: i.id }} className="sf-card" style={{ padding: 14 }}>
      <Group justify="space-between" wrap="nowrap"><Text fw={650} truncate>{i.file_name ?? i.id}</Text><ImportStatus import={i} /></Group>
      <Text size="sm" c="dimmed">{i.dry_run && <>{t('admin.imports.dry')} · </>}{t('admin.imports.rows', { done: i.done, rows: i.rows, errors: i.errors })} · {i.uploaded_by?.name} · {relative(i.uploaded_at)}</Text>
    </Link>
  );
}

/** ImportStatus says where an import stands. */
export function ImportStatus({ import: i }: { import: Body<'Import'> }) {
  const color = i.status === 'done' ? (i.errors > 0 ? 'yellow' : 'pine') : i.status === 'cancelled' ? 'gray' : 'blue';
  return <Badge variant="light" color={color} tt="none" radius="sm" size="lg" style={{ flexShrink: 0 }}>{tCode('import', i.status)}</Badge>;
}
