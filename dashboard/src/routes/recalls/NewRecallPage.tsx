import { Alert, Button, Checkbox, Paper, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { IconAlertTriangle, IconSnowflake } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { Page } from '@/components/Page';
import { SearchField } from '@/components/SearchField';
import { Failed, Loading } from '@/components/states';
import { date, number, t, tCode, tn } from '@/i18n';
import { $api, client } from '@/services/api';
import { asProblem, words } from '@/services/problem';
import type { Body } from '@/services/types';

const route = getRouteApi('/app/recalls/new');

/** NewRecallPage chooses lots of one product and freezes them everywhere. */
export function NewRecallPage() {
  const { lot } = route.useSearch();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [search, setSearch] = useState('');
  const [chosen, setChosen] = useState<Body<'LotSummary'>[]>([]);
  const [reason, setReason] = useState('');
  const [instructions, setInstructions] = useState('');
  const [key] = useState(() => crypto.randomUUID());
  const { data: begin } = useQuery({ ...$api.queryOptions('get', '/lots/{lot_id}', { params: { path: { lot_id: lot ?? 0 } } }), enabled: lot !== undefined });
  const found = useQuery({ ...$api.queryOptions('get', '/lots', { params: { query: { search, limit: 20 } } }), enabled: search.length > 1 });
  const lots = begin && chosen.length === 0 ? [begin] : chosen;
  const start = useMutation({
    mutationFn: async () => {
      // Commands read their refusals themselves; this one wants them thrown.
      const { data, error, response } = await client.POST('/recalls', {
        params: { header: { 'Idempotency-Key': key } },
        body: { lot_ids: lots.map((l) => l.id), reason: reason.trim(), ...(instructions.trim() ? { instructions: instructions.trim() } : {}) },
      });
      if (!data) throw new RefusedRecall(response.status, error);
      return data;
    },
    onSuccess: async (r) => {
      await queries.invalidateQueries();
      await navigate({ to: '/recalls/$id', params: { id: r.id }, replace: true });
    },
  });
  const said = start.error ? words(start.error instanceof RefusedRecall ? start.error.problem : asProblem(start.error)) : undefined;
  const [first] = lots;
  const toggle = (l: Body<'LotSummary'>) => setChosen(lots.some((x) => x.id === l.id) ? lots.filter((x) => x.id !== l.id) : [...lots.filter((x) => x.product.id === l.product.id), l]);
  const offered = [...lots, ...(found.data?.items ?? []).filter((l) => !lots.some((x) => x.id === l.id))];
  return (
    <Page title={t('recall.start')} lead={t('recall.start.lead')} back="/recalls" narrow>
      <SearchField label={t('recall.search')} value={search} onSearch={setSearch} autoFocus />
      {found.isFetching && <Loading rows={2} height={56} />}
      {found.error && <Failed error={found.error} retry={() => void found.refetch()} />}
      <Stack gap="xs" role="group" aria-label={t('nav.lots')}>
        {offered.map((l) => (
          <Paper key={l.id} className="sf-card" px="md">
            <Checkbox
              size="md" py={12} checked={lots.some((x) => x.id === l.id)} onChange={() => toggle(l)}
              label={<><b className="sf-code">{l.code}</b> · {l.product.name}</>}
              description={[l.expires_on && t('stock.expires', { date: date(l.expires_on) }), `${t('stock.on_hand')} ${number(l.on_hand)}`, tCode('lot_status', l.status)].filter(Boolean).join(' · ')}
            />
          </Paper>
        ))}
      </Stack>
      <form onSubmit={(e) => { e.preventDefault(); start.mutate(); }}>
        <Stack>
          <TextInput label={t('confirm.reason')} required maxLength={500} value={reason} onChange={(e) => setReason(e.currentTarget.value)} />
          <Textarea label={t('recall.instructions')} description={t('recall.instructions.help')} maxLength={2000} autosize minRows={2} value={instructions} onChange={(e) => setInstructions(e.currentTarget.value)} />
          {first && (
            <Alert color="red" icon={<IconSnowflake />} title={tn('recall.consequence', lots.length, { name: first.product.name })}>
              <Text size="sm">{t('recall.consequence.detail')}</Text>
            </Alert>
          )}
          {said && <Alert color="red" role="alert" icon={<IconAlertTriangle />} title={said.title}>{said.detail}</Alert>}
          <Button type="submit" size="xl" color="red.8" disabled={lots.length === 0} loading={start.isPending} className="sf-dock">{tn('recall.freeze', lots.length)}</Button>
        </Stack>
      </form>
    </Page>
  );
}

class RefusedRecall extends Error {
  readonly problem;

  constructor(status: number, body: unknown) {
    super('the recall was refused');
    this.problem = { status, code: 'unknown', ...(body as object) };
  }
}
