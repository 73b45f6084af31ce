import { Button, MultiSelect, NativeSelect, Paper, Radio, Select, SegmentedControl, Stack, Text, Textarea } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { CommandNotice } from '@/components/CommandNotice';
import { Page } from '@/components/Page';
import { t, tCode } from '@/i18n';
import { send } from '@/services/commands/send';
import { useCommand } from '@/services/commands/useCommand';
import { categoriesQuery } from '@/services/counts';
import { binsQuery, itemsOf } from '@/services/queries';
import { useActor } from '@/services/session/session';
import { useCurrentWarehouse } from '@/services/session/warehouse';
import type { Body } from '@/services/types';

type Scope = 'bins' | 'category' | 'abc';

/** NewCountPage says what is to be counted. */
export function NewCountPage() {
  const { user } = useActor();
  const navigate = useNavigate();
  const [warehouse, setWarehouse] = useCurrentWarehouse();
  const { data: bins = [] } = useQuery({ ...binsQuery(warehouse?.id ?? 0), enabled: warehouse !== undefined });
  const categories = itemsOf(useInfiniteQuery(categoriesQuery('')).data);
  const [scope, setScope] = useState<Scope>('bins');
  const [chosen, setChosen] = useState<string[]>([]);
  const [category, setCategory] = useState<string | null>(null);
  const [abc, setAbc] = useState<Body<'ABCClass'>>('A');
  const [note, setNote] = useState('');
  const command = useCommand(send.count.create, (o) => void navigate({ to: '/counts/$id', params: { id: o.operation_id }, replace: true }), () => void navigate({ to: '/outbox' }));
  const ready = warehouse && (scope === 'abc' || (scope === 'bins' ? chosen.length > 0 : category !== null));
  const submit = () => {
    if (!warehouse) return;
    const what = scope === 'bins' ? { location_ids: chosen.map(Number) } : scope === 'category' ? { category_id: Number(category) } : { abc_class: abc };
    void command.run({ warehouse_id: warehouse.id, ...what, ...(note.trim() ? { note: note.trim() } : {}) });
  };
  return (
    <Page title={t('count.new')} lead={t('count.new.lead')} back="/" narrow>
      <Paper className="sf-card" p="md">
        <Stack>
          {user.warehouses.length > 1 && <NativeSelect label={t('stock.warehouse')} value={warehouse?.id} onChange={(e) => { setWarehouse(Number(e.currentTarget.value)); setChosen([]); }} data={user.warehouses.map((w) => ({ value: String(w.id), label: w.name }))} />}
          <SegmentedControl fullWidth className="sf-kinds" aria-label={t('count.scope')} value={scope} onChange={setScope} data={(['bins', 'category', 'abc'] as const).map((v) => ({ value: v, label: t(`count.scope.${v}`) }))} />
          {scope === 'bins' && <MultiSelect label={t('count.scope.bins')} searchable clearable clearButtonProps={{ 'aria-label': t('common.clear') }} limit={200} value={chosen} onChange={setChosen} data={bins.filter((b) => b.status === 'active').map((b) => ({ value: String(b.id), label: `${b.code} · ${tCode('bin', b.kind)}` }))} />}
          {scope === 'category' && <Select label={t('count.scope.category')} searchable limit={100} value={category} onChange={setCategory} data={categories.map((c) => ({ value: String(c.id), label: c.path }))} />}
          {scope === 'abc' && <Radio.Group label={t('count.scope.abc')} value={abc} onChange={(v) => setAbc(v)}><Stack gap={0}>{(['A', 'B', 'C'] as const).map((c) => <Radio key={c} value={c} size="md" py={10} label={t(`count.abc.${c}`)} />)}</Stack></Radio.Group>}
          <Textarea label={t('settle.note')} placeholder={t('common.optional')} maxLength={2000} value={note} onChange={(e) => setNote(e.currentTarget.value)} />
          <Text size="sm" c="dimmed">{t('count.blind')}</Text>
        </Stack>
      </Paper>
      <CommandNotice command={command} />
      <Button size="xl" fullWidth disabled={!ready} loading={command.busy} onClick={submit} className="sf-dock">{t('count.start')}</Button>
    </Page>
  );
}
