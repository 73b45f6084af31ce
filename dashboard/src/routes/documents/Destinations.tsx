import { NativeSelect, Radio, SimpleGrid, Text } from '@mantine/core';
import { t } from '@/i18n';
import type { Warehouse } from '@/services/types';

interface Props {
  destinations: Warehouse[];
  value?: number;
  onChange: (id: number) => void;
}

/** Up to this many destinations are buttons: one tap instead of two. */
const fewEnough = 6;

/** Destinations asks where a transfer goes. */
export function Destinations({ destinations, value, onChange }: Props) {
  if (destinations.length === 0) return <Text c="dimmed">{t('new.no_destination')}</Text>;
  if (destinations.length > fewEnough) {
    return (
      <NativeSelect
        label={t('new.to')} value={value ?? ''} onChange={(e) => onChange(Number(e.currentTarget.value))}
        data={[{ value: '', label: t('new.to.missing'), disabled: true }, ...destinations.map((w) => ({ value: String(w.id), label: w.name }))]}
      />
    );
  }
  return (
    <Radio.Group label={t('new.to')} value={value === undefined ? null : String(value)} onChange={(id) => onChange(Number(id))}>
      <SimpleGrid cols={destinations.length === 1 ? 1 : 2} spacing="xs" mt={4}>
        {destinations.map((w) => (
          <Radio.Card key={w.id} value={String(w.id)} className="sf-choice" radius="md">
            <Radio.Indicator aria-hidden />
            <Text fw={600} lineClamp={2}>{w.name}</Text>
          </Radio.Card>
        ))}
      </SimpleGrid>
    </Radio.Group>
  );
}
