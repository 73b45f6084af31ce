import { Button, Group, NativeSelect, Radio, Stack, Textarea, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { FormModal } from '@/components/FormModal';
import { useSave } from '@/components/useSave';
import { dateTime, t } from '@/i18n';
import type { Alert } from '@/services/alerts';
import { client } from '@/services/api';
import { usersQuery } from '@/services/queries';
import { useActor } from '@/services/session/session';

type Asking = 'snooze' | 'assign' | 'resolve';

/** AlertActions is what this person may do about an alert now; the API says what that is. */
export function AlertActions({ alert: a }: { alert: Alert }) {
  const actor = useActor();
  const [asking, setAsking] = useState<Asking>();
  const path = { alert_id: a.id };
  const close = () => setAsking(undefined);
  const acknowledge = useSave(() => client.POST('/alerts/{alert_id}/acknowledge', { params: { path }, body: {} }), () => t('alert.done.acknowledge'), close);
  const reopen = useSave(() => client.POST('/alerts/{alert_id}/reopen', { params: { path }, body: {} }), () => t('alert.done.reopen'), close);
  const take = useSave(() => client.POST('/alerts/{alert_id}/assign', { params: { path }, body: { user_id: actor.user.id } }), () => t('alert.done.assign'), close);
  const may = (action: string) => a.actions.includes(action);
  return (
    <Group gap="xs">
      {may('acknowledge') && <Button loading={acknowledge.isPending} onClick={() => acknowledge.mutate(undefined)}>{t('alert.acknowledge')}</Button>}
      {may('snooze') && <Button variant="default" onClick={() => setAsking('snooze')}>{t('alert.snooze')}</Button>}
      {may('assign') && a.assigned_to?.id !== actor.user.id && <Button variant="default" loading={take.isPending} onClick={() => take.mutate(undefined)}>{t('alert.take')}</Button>}
      {may('assign') && actor.can('assign_alerts') && actor.can('manage_users') && <Button variant="default" onClick={() => setAsking('assign')}>{t('alert.assign')}</Button>}
      {may('resolve') && <Button variant="default" onClick={() => setAsking('resolve')}>{t('alert.resolve')}</Button>}
      {may('reopen') && <Button variant="default" loading={reopen.isPending} onClick={() => reopen.mutate(undefined)}>{t('alert.reopen')}</Button>}
      {asking === 'snooze' && <SnoozeForm alert={a} onClose={close} />}
      {asking === 'assign' && <AssignForm alert={a} onClose={close} />}
      {asking === 'resolve' && <ResolveForm alert={a} onClose={close} />}
    </Group>
  );
}

const hours = [1, 4, 24, 72] as const;

function SnoozeForm({ alert: a, onClose }: { alert: Alert; onClose: () => void }) {
  const [choice, setChoice] = useState('4');
  const [other, setOther] = useState('');
  const [now] = useState(() => Date.now());
  const [note, setNote] = useState('');
  const at = (h: number) => new Date(now + h * 3_600_000).toISOString();
  const until = choice === 'other' ? (other ? new Date(other).toISOString() : undefined) : at(Number(choice));
  const save = useSave(() => client.POST('/alerts/{alert_id}/snooze', { params: { path: { alert_id: a.id } }, body: { until: until!, ...(note.trim() ? { note: note.trim() } : {}) } }), () => t('alert.done.snooze'), onClose);
  return (
    <FormModal title={t('alert.snooze')} submit={t('alert.snooze')} busy={save.isPending} error={save.error} onClose={onClose} onSubmit={() => { if (until) save.mutate(undefined); }}>
      <Radio.Group label={t('alert.snooze.until')} value={choice} onChange={setChoice}>
        <Stack gap={0}>
          {hours.map((h) => <Radio key={h} value={String(h)} size="md" py={10} label={`${t('alert.snooze.hours', { count: h })} · ${dateTime(at(h))}`} />)}
          <Radio value="other" size="md" py={10} label={t('dispatch.eta.other')} />
        </Stack>
      </Radio.Group>
      {choice === 'other' && <TextInput type="datetime-local" label={t('alert.snooze.until')} required value={other} onChange={(e) => setOther(e.currentTarget.value)} />}
      <Textarea label={t('settle.note')} placeholder={t('common.optional')} maxLength={500} value={note} onChange={(e) => setNote(e.currentTarget.value)} />
    </FormModal>
  );
}

function AssignForm({ alert: a, onClose }: { alert: Alert; onClose: () => void }) {
  const { data: users = [] } = useQuery(usersQuery);
  const [to, setTo] = useState('');
  const save = useSave(() => client.POST('/alerts/{alert_id}/assign', { params: { path: { alert_id: a.id } }, body: to ? { user_id: Number(to) } : {} }), () => t('alert.done.assign'), onClose);
  const fitting = users.filter((u) => u.status === 'active' && u.role !== 'system' && (u.role === 'admin' || !a.warehouse || u.warehouses.some((w) => w.id === a.warehouse!.id)));
  return (
    <FormModal title={t('alert.assign')} submit={t('alert.assign')} busy={save.isPending} error={save.error} onClose={onClose} onSubmit={() => save.mutate(undefined)}>
      <NativeSelect label={t('alert.assign.to')} value={to} onChange={(e) => setTo(e.currentTarget.value)} data={[{ value: '', label: t('alert.assign.nobody') }, ...fitting.map((u) => ({ value: String(u.id), label: u.name }))]} />
    </FormModal>
  );
}

function ResolveForm({ alert: a, onClose }: { alert: Alert; onClose: () => void }) {
  const [note, setNote] = useState('');
  const save = useSave(() => client.POST('/alerts/{alert_id}/resolve', { params: { path: { alert_id: a.id } }, body: { note: note.trim() } }), () => t('alert.done.resolve'), onClose);
  return (
    <FormModal title={t('alert.resolve')} submit={t('alert.resolve')} busy={save.isPending} error={save.error} onClose={onClose} onSubmit={() => save.mutate(undefined)}>
      <Textarea label={t('alert.resolve.note')} required maxLength={500} autosize minRows={2} value={note} onChange={(e) => setNote(e.currentTarget.value)} data-autofocus />
    </FormModal>
  );
}
