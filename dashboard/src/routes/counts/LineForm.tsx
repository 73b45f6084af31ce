import { Alert, Badge, Box, Button, Group, NumberInput, Paper, SimpleGrid, Stack, Text, UnstyledButton } from '@mantine/core';
import { IconChevronDown, IconChevronUp, IconCircleCheck } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { date, number, t } from '@/i18n';
import type { CountLine } from '@/services/counts';
import type { Label } from '@/services/lookup';
import { productQuery } from '@/services/queries';
import type { Body } from '@/services/types';
import { unitsOf } from '@/services/units';
import { isOpen } from './bins';

interface Props {
  line: CountLine;
  open: boolean;
  /** What the scan that opened it said. */
  scanned?: Label;
  busy: boolean;
  onToggle: () => void;
  onEnter: (entry: Body<'CountEntry'>) => void;
}

/** LineForm asks how many of an item lie in the bin; none is an answer of its own. */
export function LineForm({ line, open, scanned, busy, onToggle, onEnter }: Props) {
  const done = !isOpen(line);
  return (
    <Paper className="sf-card" role="group" aria-label={line.product.name}>
      <UnstyledButton w="100%" p="md" aria-expanded={open} onClick={onToggle}>
        <Group justify="space-between" wrap="nowrap">
          <div style={{ minWidth: 0 }}>
            <Text fw={650} lineClamp={2}>{line.product.name}</Text>
            <Text size="sm" c="dimmed"><span className="sf-code">{line.product.sku}</span>{line.lot && <> · {line.lot.code}{line.lot.expires_on && <> · {t('stock.expires', { date: date(line.lot.expires_on) })}</>}</>}</Text>
            {line.status === 'recount' && <Badge color="red" variant="light" tt="none" radius="sm" size="lg">{t(`count.reason.${line.recount_reason ?? 'asked'}`)}</Badge>}
          </div>
          <Group gap="xs" wrap="nowrap">
            {done && <>{line.counted !== undefined && <Text fw={650} size="lg">{number(line.counted)}</Text>}<IconCircleCheck size={24} aria-label={t('count.counted')} /></>}
            {open ? <IconChevronUp size={20} aria-hidden /> : <IconChevronDown size={20} aria-hidden />}
          </Group>
        </Group>
      </UnstyledButton>
      {open && <Box px="md" pb="md"><Entry line={line} scanned={scanned} busy={busy} onEnter={onEnter} /></Box>}
    </Paper>
  );
}

function Entry({ line, scanned, busy, onEnter }: Pick<Props, 'line' | 'scanned' | 'busy' | 'onEnter'>) {
  const { data: product } = useQuery(productQuery(line.product.id));
  const units = product ? unitsOf(product) : [{ name: line.product.base_unit, factor: 1 }];
  const [amounts, setAmounts] = useState<Record<string, string | number>>(() => (scanned?.unit ? { [scanned.unit]: scanned.count ?? 1 } : {}));
  const total = units.reduce((n, u) => n + Number(amounts[u.name] || 0) * u.factor, 0);
  const typed = Object.values(amounts).some((a) => a !== '');
  return (
    <form onSubmit={(e) => { e.preventDefault(); if (typed) onEnter({ line_no: line.line_no, quantity: total }); }}>
      <Stack gap="sm">
        <SimpleGrid cols={units.length > 1 ? 2 : 1}>
          {units.map((u, n) => (
            <NumberInput key={u.name} size="lg" label={u.factor === 1 ? u.name : t('quantity.factor', { unit: u.name, factor: u.factor })} min={0} allowDecimal={false} allowNegative={false} hideControls inputMode="numeric"
              value={amounts[u.name] ?? ''} onChange={(v) => setAmounts({ ...amounts, [u.name]: v })} autoFocus={n === 0} />
          ))}
        </SimpleGrid>
        {units.length > 1 && typed && <Text>{t('quantity.equals', { total: number(total), unit: line.product.base_unit })}</Text>}
        {scanned?.expiryConflict && <Alert color="red" role="alert">{t('scan.expired_conflict')}</Alert>}
        <Button type="submit" size="xl" disabled={!typed} loading={busy}>{t('count.enter', { count: total })}</Button>
        <Button variant="default" size="lg" disabled={busy} onClick={() => onEnter({ line_no: line.line_no, quantity: 0 })}>{t('count.none')}</Button>
      </Stack>
    </form>
  );
}
