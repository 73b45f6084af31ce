import { Badge, Button, Group, NativeSelect, Paper, Switch, Text, TextInput } from '@mantine/core';
import { IconPencil, IconPlus } from '@tabler/icons-react';
import { useSuspenseQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { FormModal } from '@/components/FormModal';
import { Page } from '@/components/Page';
import { useSave } from '@/components/useSave';
import { t, tCode } from '@/i18n';
import { client } from '@/services/api';
import { reasonsQuery } from '@/services/counts';
import { detailAt } from '@/services/problem';
import type { Body } from '@/services/types';

type Reason = Body<'AdjustmentReason'>;
const directions: Body<'ReasonDirection'>[] = ['decrease', 'increase', 'either'];

/** ReasonsPage is why stock may be corrected. */
export function ReasonsPage() {
  const { data: reasons } = useSuspenseQuery(reasonsQuery);
  const [editing, setEditing] = useState<Reason | 'new'>();
  return (
    <Page title={t('nav.reasons')} narrow aside={<Button leftSection={<IconPlus size={20} aria-hidden />} onClick={() => setEditing('new')}>{t('admin.reasons.add')}</Button>}>
      <Paper className="sf-card" px="md" component="ul" m={0} style={{ listStyle: 'none' }}>
        {reasons.map((r) => (
          <Group key={r.code} component="li" justify="space-between" wrap="nowrap" py="xs" style={{ borderBottom: '1px solid var(--sf-line)' }}>
            <div>
              <Text fw={600}>{r.name} {!r.active && <Badge variant="light" color="gray" tt="none" radius="sm">{t('common.inactive')}</Badge>}</Text>
              <Text size="sm" c="dimmed"><span className="sf-code">{r.code}</span> · {tCode('direction', r.direction)}{r.scraps && <> · {t('account.scrap')}</>}</Text>
            </div>
            <Button variant="default" px="sm" onClick={() => setEditing(r)} aria-label={`${t('common.edit')} ${r.name}`}><IconPencil size={18} aria-hidden /></Button>
          </Group>
        ))}
      </Paper>
      {editing && <ReasonForm reason={editing === 'new' ? undefined : editing} onClose={() => setEditing(undefined)} />}
    </Page>
  );
}

function ReasonForm({ reason, onClose }: { reason?: Reason; onClose: () => void }) {
  const [v, setV] = useState({ code: reason?.code ?? '', name: reason?.name ?? '', direction: reason?.direction ?? ('decrease'), scraps: reason?.scraps ?? false, active: reason?.active ?? true });
  const save = useSave(() => (reason
    ? client.PATCH('/adjustment-reasons/{code}', { params: { path: { code: reason.code } }, body: { name: v.name.trim(), active: v.active } })
    : client.POST('/adjustment-reasons', { body: { code: v.code.trim(), name: v.name.trim(), direction: v.direction, scraps: v.scraps } })), () => t('admin.warehouses.saved', { name: v.name }), onClose);
  return (
    <FormModal title={reason ? reason.name : t('admin.reasons.add')} submit={t('common.save')} busy={save.isPending} error={save.error} onClose={onClose} onSubmit={() => save.mutate(undefined)}>
      {!reason && <TextInput label={t('admin.reasons.code')} required maxLength={40} classNames={{ input: 'sf-code' }} value={v.code} error={detailAt(save.error, 'code')} onChange={(e) => setV({ ...v, code: e.currentTarget.value })} data-autofocus />}
      <TextInput label={t('admin.users.name')} required maxLength={100} value={v.name} error={detailAt(save.error, 'name')} onChange={(e) => setV({ ...v, name: e.currentTarget.value })} />
      {!reason && <NativeSelect label={t('admin.reasons.direction')} value={v.direction} onChange={(e) => setV({ ...v, direction: e.currentTarget.value as Body<'ReasonDirection'> })} data={directions.map((d) => ({ value: d, label: tCode('direction', d) }))} />}
      {!reason && <Switch size="lg" label={t('admin.reasons.scraps')} checked={v.scraps} onChange={(e) => setV({ ...v, scraps: e.currentTarget.checked })} />}
      {reason && <Switch size="lg" label={t('common.active')} checked={v.active} onChange={(e) => setV({ ...v, active: e.currentTarget.checked })} />}
    </FormModal>
  );
}
