import { Chip, Group, NativeSelect, SegmentedControl, TextInput } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { t, tCode } from '@/i18n';
import { categoriesQuery } from '@/services/counts';
import { itemsOf } from '@/services/queries';
import type { ReportSearch } from '@/services/reports';
import { useActor } from '@/services/session/session';
import type { Body } from '@/services/types';
import { presets } from './shape';

interface Props {
  definition: Body<'ReportDefinition'>;
  search: ReportSearch;
  /** The days that are shown where none were asked for. */
  shown: { from?: string | undefined; to?: string | undefined } | undefined;
  onChange: (part: Partial<ReportSearch>) => void;
}

/** ReportFilters is what this report can be asked for. */
export function ReportFilters({ definition, search, shown, onChange }: Props) {
  const { user } = useActor();
  const categories = itemsOf(useInfiniteQuery(categoriesQuery('')).data);
  const [today] = useState(() => new Date().toISOString().slice(0, 10));
  const takes = (parameter: string) => definition.parameters.includes(parameter);
  const ranges = presets(today);
  const from = search.from ?? shown?.from;
  const to = search.to ?? shown?.to;
  const preset = ranges.find((r) => r.from === from && r.to === to)?.key ?? '';
  return (
    <Group gap="sm" align="flex-end">
      {definition.group_by.length > 1 && (
        <NativeSelect label={t('report.group')} value={search.group ?? definition.group_by[0]} onChange={(e) => onChange({ group: e.currentTarget.value as ReportSearch['group'] })} data={definition.group_by.map((g) => ({ value: g, label: tCode('grouping', g) }))} />
      )}
      {user.warehouses.length > 1 && (
        <NativeSelect label={t('stock.warehouse')} value={search.warehouse ?? ''} onChange={(e) => onChange({ warehouse: Number(e.currentTarget.value) || undefined })}
          data={[{ value: '', label: t('stock.warehouse.all') }, ...user.warehouses.map((w) => ({ value: String(w.id), label: w.name }))]} />
      )}
      <NativeSelect label={t('report.category')} value={search.category ?? ''} onChange={(e) => onChange({ category: Number(e.currentTarget.value) || undefined })} data={[{ value: '', label: t('common.all') }, ...categories.map((c) => ({ value: String(c.id), label: c.path }))]} maw={260} />
      {takes('movers') && <SegmentedControl aria-label={t('report.movers')} value={search.movers ?? 'fast'} onChange={(movers) => onChange({ movers })} data={(['fast', 'slow', 'dead'] as const).map((m) => ({ value: m, label: t(`movers.${m}`) }))} />}
      {takes('class') && <NativeSelect label={t('report.class')} value={search.class ?? ''} onChange={(e) => onChange({ class: (e.currentTarget.value || undefined) as ReportSearch['class'] })} data={[{ value: '', label: t('common.all') }, 'A', 'B', 'C']} />}
      {takes('days') && <SegmentedControl aria-label={t('report.days')} value={String(search.days ?? 90)} onChange={(d) => onChange({ days: Number(d) as ReportSearch['days'] })} data={[30, 90, 365].map((d) => ({ value: String(d), label: t('level.days', { count: d }) }))} />}
      {takes('from') && (
        <>
          <NativeSelect label={t('report.range')} value={preset} onChange={(e) => { const r = ranges.find((x) => x.key === e.currentTarget.value); onChange({ from: r?.from, to: r?.to }); }} data={[{ value: '', label: t('report.range.own') }, ...ranges.map((r) => ({ value: r.key, label: t(`range.${r.key}`) }))]} />
          <TextInput type="date" label={t('report.from')} value={from ?? ''} max={to} onChange={(e) => onChange({ from: e.currentTarget.value || undefined })} />
          <TextInput type="date" label={t('report.to')} value={to ?? ''} min={from} onChange={(e) => onChange({ to: e.currentTarget.value || undefined })} />
        </>
      )}
      {takes('on') && <TextInput type="date" label={t('report.on')} value={search.on ?? ''} max={today} onChange={(e) => onChange({ on: e.currentTarget.value || undefined })} />}
      {takes('compare') && <Chip size="md" variant="outline" checked={search.compare ?? false} onChange={(on) => onChange({ compare: on || undefined })}>{t('report.compare')}</Chip>}
    </Group>
  );
}
