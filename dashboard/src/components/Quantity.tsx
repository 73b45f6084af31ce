import { ActionIcon, Group, NativeSelect, Stack, Text, TextInput } from '@mantine/core';
import { IconMinus, IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { number, t } from '@/i18n';
import { factorOf, maxQuantity, parseQuantity, unitsOf, type Measured } from '@/services/units';

interface Props {
  /** What is counted; for screen readers. */
  name: string;
  /** How many of the unit. */
  value: number;
  onChange: (value: number) => void;
  /** With a product, the unit can be chosen; the quantity then counts that unit. */
  product?: Measured;
  unit?: string;
  onUnit?: (unit: string) => void;
  max?: number;
}

/** Quantity is a number between two large buttons, with its unit. */
export function Quantity({ name, value, onChange, product, unit, onUnit, max = maxQuantity }: Props) {
  const [draft, setDraft] = useState<string>();
  const set = (n: number) => {
    setDraft(undefined);
    onChange(Math.min(Math.max(1, n), max));
  };
  const type = (text: string) => {
    setDraft(text);
    const n = parseQuantity(text, max);
    if (n !== undefined) onChange(n);
  };
  const invalid = draft !== undefined && parseQuantity(draft, max) === undefined;
  const units = product ? unitsOf(product) : [];
  const factor = product ? factorOf(product, unit) : 1;
  return (
    <Stack gap={4}>
      <Group gap={8} wrap="nowrap">
        <ActionIcon variant="default" size={52} onClick={() => set(value - 1)} disabled={value <= 1} aria-label={t('quantity.less', { name })}>
          <IconMinus size={24} />
        </ActionIcon>
        <TextInput
          value={draft ?? String(value)} onChange={(e) => type(e.currentTarget.value)} onBlur={() => setDraft(undefined)}
          onFocus={(e) => e.currentTarget.select()} inputMode="numeric" size="lg" w={84} error={invalid}
          aria-label={t('quantity.of', { name })} styles={{ input: { textAlign: 'center', fontWeight: 650, paddingInline: 4 } }}
        />
        <ActionIcon variant="default" size={52} onClick={() => set(value + 1)} disabled={value >= max} aria-label={t('quantity.more', { name })}>
          <IconPlus size={24} />
        </ActionIcon>
        {units.length > 1 ? (
          <NativeSelect
            size="lg" miw={0} flex="1 1 7rem" maw={220} styles={{ input: { fontSize: 'var(--mantine-font-size-sm)', paddingInline: '0.6rem 1.9rem' } }} value={unit ?? product!.base_unit} onChange={(e) => onUnit?.(e.currentTarget.value)}
            aria-label={t('quantity.unit.of', { name })}
            data={units.map((u) => ({ value: u.name, label: u.factor === 1 ? u.name : t('quantity.factor', { unit: u.name, factor: u.factor }) }))}
          />
        ) : product && <Text c="dimmed">{product.base_unit}</Text>}
      </Group>
      {factor > 1 && <Text size="sm" c="dimmed">{t('quantity.equals', { total: number(value * factor), unit: product!.base_unit })}</Text>}
    </Stack>
  );
}
