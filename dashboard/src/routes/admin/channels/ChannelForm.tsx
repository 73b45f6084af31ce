import { MultiSelect, NativeSelect, PasswordInput, Switch, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { FormModal } from '@/components/FormModal';
import { useSave } from '@/components/useSave';
import { t, tCode } from '@/i18n';
import { alertTypes, severities } from '@/services/alerts';
import { client } from '@/services/api';
import { detailAt } from '@/services/problem';
import { warehousesQuery } from '@/services/queries';
import type { Body } from '@/services/types';

const kinds: Body<'ChannelKind'>[] = ['room', 'sms', 'push'];

/** ChannelForm adds a channel or changes one; its address holds secrets and is never shown again. */
export function ChannelForm({ channel, onClose }: { channel?: Body<'Channel'>; onClose: () => void }) {
  const { data: warehouses = [] } = useQuery(warehousesQuery());
  const [v, setV] = useState({
    name: channel?.name ?? '', kind: channel?.kind ?? ('room'), url: '', enabled: channel?.enabled ?? true, allow_private: channel?.allow_private ?? false,
    kinds: channel?.kinds ?? [], min_severity: channel?.min_severity ?? ('warning'), warehouses: channel?.warehouse_ids.map(String) ?? [],
  });
  const save = useSave(() => {
    const common = { name: v.name.trim(), enabled: v.enabled, allow_private: v.allow_private, kinds: v.kinds, min_severity: v.min_severity, warehouse_ids: v.warehouses.map(Number) };
    return channel
      ? client.PATCH('/channels/{channel_id}', { params: { path: { channel_id: channel.id } }, body: { ...common, ...(v.url ? { url: v.url.trim() } : {}) } })
      : client.POST('/channels', { body: { ...common, kind: v.kind, url: v.url.trim() } });
  }, () => t('admin.channels.saved', { name: v.name }), onClose);
  return (
    <FormModal title={channel ? channel.name : t('admin.channels.add')} submit={t('common.save')} busy={save.isPending} error={save.error} onClose={onClose} onSubmit={() => save.mutate(undefined)}>
      <TextInput label={t('admin.users.name')} required maxLength={100} value={v.name} error={detailAt(save.error, 'name')} onChange={(e) => setV({ ...v, name: e.currentTarget.value })} data-autofocus />
      {!channel && <NativeSelect label={t('admin.channels.kind')} value={v.kind} onChange={(e) => setV({ ...v, kind: e.currentTarget.value as Body<'ChannelKind'> })} data={kinds.map((k) => ({ value: k, label: tCode('channel', k) }))} />}
      <PasswordInput label={t('admin.channels.url')} description={t(channel ? 'admin.channels.url.keep' : 'admin.channels.url.help')} required={!channel} maxLength={2000} autoComplete="off" value={v.url} error={detailAt(save.error, 'url')} onChange={(e) => setV({ ...v, url: e.currentTarget.value })} />
      <NativeSelect label={t('admin.channels.severity')} value={v.min_severity} onChange={(e) => setV({ ...v, min_severity: e.currentTarget.value as Body<'Severity'> })} data={severities.map((s) => ({ value: s, label: tCode('severity', s) }))} />
      <MultiSelect label={t('admin.channels.kinds')} description={t('admin.channels.kinds.help')} value={v.kinds} onChange={(k) => setV({ ...v, kinds: k })} data={alertTypes.map((x) => ({ value: x, label: tCode('alert', x) }))} />
      <MultiSelect label={t('admin.users.warehouses')} description={t('admin.channels.warehouses.help')} value={v.warehouses} onChange={(w) => setV({ ...v, warehouses: w })} data={warehouses.map((w) => ({ value: String(w.id), label: w.name }))} />
      <Switch size="lg" label={t('common.active')} checked={v.enabled} onChange={(e) => setV({ ...v, enabled: e.currentTarget.checked })} />
      <Switch size="lg" label={t('admin.channels.private')} description={t('admin.channels.private.help')} checked={v.allow_private} onChange={(e) => setV({ ...v, allow_private: e.currentTarget.checked })} />
    </FormModal>
  );
}
