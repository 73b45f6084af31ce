import { Chip, Code, Group, NativeSelect, Paper, SimpleGrid, Stack, Table, Text, TextInput } from '@mantine/core';
import { IconHistoryOff } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { ExportLinks } from '@/components/ExportLinks';
import { InfiniteList } from '@/components/InfiniteList';
import { Page } from '@/components/Page';
import { Empty } from '@/components/states';
import { dateTime, t } from '@/i18n';
import { auditParametersOf, auditQuery, type AuditSearch } from '@/services/admin';
import { itemsOf, usersQuery } from '@/services/queries';
import { useActor } from '@/services/session/session';
import type { Body } from '@/services/types';
import { changesOf } from './changes';

const route = getRouteApi('/app/admin/audit');

/** AuditPage finds who changed what, when, where and from where. */
export function AuditPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const actor = useActor();
  const list = useInfiniteQuery(auditQuery(search));
  const { data: users = [] } = useQuery({ ...usersQuery, enabled: actor.can('manage_users') });
  const change = (part: Partial<AuditSearch>) => void navigate({ search: (before) => ({ ...before, ...part }), replace: true });
  const text = (key: 'action' | 'kind' | 'subject' | 'address') => ({
    value: search[key] ?? '', onChange: (e: { currentTarget: { value: string } }) => change({ [key]: e.currentTarget.value.trim() || undefined }), maxLength: 64, autoComplete: 'off',
  });
  return (
    <Page title={t('nav.audit')} lead={t('admin.audit.lead')} aside={<ExportLinks path="/audit/export" query={auditParametersOf(search)} />}>
      <SimpleGrid cols={{ base: 2, sm: 4, lg: 8 }} spacing="xs">
        {users.length > 0 && <NativeSelect label={t('admin.audit.who')} value={search.user ?? ''} onChange={(e) => change({ user: Number(e.currentTarget.value) || undefined })} data={[{ value: '', label: t('common.all') }, ...users.map((u) => ({ value: String(u.id), label: u.name }))]} />}
        <TextInput label={t('admin.audit.what')} placeholder="update_product" {...text('action')} />
        <TextInput label={t('admin.audit.kind')} placeholder="product" {...text('kind')} />
        <TextInput label={t('admin.audit.subject')} {...text('subject')} />
        <NativeSelect label={t('stock.warehouse')} value={search.warehouse ?? ''} onChange={(e) => change({ warehouse: Number(e.currentTarget.value) || undefined })} data={[{ value: '', label: t('common.all') }, ...actor.user.warehouses.map((w) => ({ value: String(w.id), label: w.name }))]} />
        <TextInput type="date" label={t('admin.audit.from')} value={search.from ?? ''} onChange={(e) => change({ from: e.currentTarget.value || undefined })} />
        <TextInput type="date" label={t('admin.audit.to')} value={search.to ?? ''} onChange={(e) => change({ to: e.currentTarget.value || undefined })} />
        <TextInput label={t('admin.audit.address')} {...text('address')} />
      </SimpleGrid>
      <Chip size="md" variant="outline" checked={search.refused ?? false} onChange={(on) => change({ refused: on || undefined })}>{t('admin.audit.refused')}</Chip>
      <InfiniteList items={itemsOf(list.data)} list={list} empty={<Empty icon={<IconHistoryOff size={28} />} title={t('admin.audit.empty.title')} detail={t('admin.audit.empty.detail')} />}>
        {(records) => <Stack gap="xs">{records.map((r) => <Record key={`${r.stream}/${r.seq}`} record={r} onUser={(user) => change({ user })} />)}</Stack>}
      </InfiniteList>
    </Page>
  );
}

function Record({ record: r, onUser }: { record: Body<'AuditRecord'>; onUser: (id: number) => void }) {
  const changes = changesOf(r.before, r.after);
  return (
    <Paper className="sf-card" p="sm">
      <Group justify="space-between" align="flex-start" gap="xs">
        <Text fw={650} className="sf-code">{r.action}</Text>
        <Text size="sm" c="dimmed"><time dateTime={r.at}>{dateTime(r.at)}</time></Text>
      </Group>
      <Text size="sm">
        <button type="button" className="sf-plain" onClick={() => onUser(r.user.id)}>{r.user.name || t('timeline.system')}</button>
        {' · '}{r.subject_kind} <span className="sf-code">{r.subject_id}</span> · {r.stream} #{r.seq}{r.remote_address && <> · {r.remote_address}</>}
      </Text>
      {changes.length > 0 && (
        <details>
          <summary style={{ minHeight: 44, display: 'flex', alignItems: 'center' }}>{t('admin.audit.changes', { fields: changes.map((c) => c.field).slice(0, 5).join(', ') })}</summary>
          <Table.ScrollContainer minWidth={320} scrollAreaProps={{ viewportProps: { tabIndex: 0, 'aria-label': r.action } }}>
            <Table verticalSpacing={4}>
              <Table.Thead><Table.Tr><Table.Th>{t('admin.audit.field')}</Table.Th><Table.Th>{t('admin.audit.before')}</Table.Th><Table.Th>{t('admin.audit.after')}</Table.Th></Table.Tr></Table.Thead>
              <Table.Tbody>{changes.map((c) => <Table.Tr key={c.field}><Table.Th scope="row">{c.field}</Table.Th><Table.Td><Value text={c.before} /></Table.Td><Table.Td><Value text={c.after} /></Table.Td></Table.Tr>)}</Table.Tbody>
            </Table>
          </Table.ScrollContainer>
        </details>
      )}
    </Paper>
  );
}

function Value({ text }: { text: string | undefined }) {
  return text === undefined ? <>–</> : <Code style={{ overflowWrap: 'anywhere' }}>{text}</Code>;
}
