import { Button, Group, Paper, Stack, Text } from '@mantine/core';
import { IconArrowRight, IconArrowsExchange } from '@tabler/icons-react';
import { Link, useNavigate } from '@tanstack/react-router';
import { CommandNotice } from '@/components/CommandNotice';
import { SeverityBadge } from '@/components/severity';
import { date, number, t, tn } from '@/i18n';
import type { Suggestion } from '@/services/alerts';
import { send } from '@/services/commands/send';
import { useCommand } from '@/services/commands/useCommand';
import { useActor } from '@/services/session/session';

/** SuggestionCard is a transfer that would help, and one tap to start it. */
export function SuggestionCard({ suggestion: s }: { suggestion: Suggestion }) {
  const actor = useActor();
  const navigate = useNavigate();
  const start = useCommand(send.suggestion, (o) => void navigate({ to: '/transfers/$id', params: { id: o.operation_id } }));
  const amount = s.packaging_unit && s.packaging_quantity ? `${number(s.packaging_quantity)} × ${s.packaging_unit} (${number(s.quantity)})` : number(s.quantity);
  const may = actor.can('create_transfer') && actor.actsIn(s.from.id);
  return (
    <Paper className="sf-card" p="md" component="article" aria-label={`${s.product.name}: ${s.from.name} → ${s.to.name}`}>
      <Stack gap="xs">
        <Group justify="space-between" wrap="nowrap" align="flex-start">
          <Link to="/stock/$id" params={{ id: String(s.product.id) }} className="sf-inline"><b>{s.product.name}</b></Link>
          <SeverityBadge severity={s.severity} />
        </Group>
        <Group gap={6}><Text fw={600}>{s.from.name}</Text><IconArrowRight size={18} aria-label="→" /><Text fw={600}>{s.to.name}</Text></Group>
        <Text size="sm">{t('suggestion.to', { available: s.to_available ?? 0, incoming: s.to_incoming ?? 0, target: s.to_target ?? 0 })}</Text>
        <Text size="sm">{t(s.overstocked ? 'suggestion.from.over' : 'suggestion.from', { available: s.from_available, keeps: s.from_keeps })}{s.first_expiry && <> · {t('stock.expires', { date: date(s.first_expiry) })}</>}</Text>
        <CommandNotice command={start} />
        {may
          ? <Button size="lg" leftSection={<IconArrowsExchange size={22} aria-hidden />} loading={start.busy} onClick={() => void start.run({ key: s.key })}>{t('suggestion.start', { amount })}</Button>
          : <Text size="sm" c="dimmed">{tn('suggestion.only', s.quantity, { site: s.from.name })}</Text>}
      </Stack>
    </Paper>
  );
}
