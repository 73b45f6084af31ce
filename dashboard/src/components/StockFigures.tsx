import { SimpleGrid, Skeleton, Text } from '@mantine/core';
import { number, t } from '@/i18n';
import type { StockLevel } from '@/services/types';

const figures = ['available', 'on_hand', 'reserved', 'in_transit'] as const;

/** StockFigures is the four figures of a product; what can be promised comes first. */
export function StockFigures({ levels }: { levels?: Pick<StockLevel, (typeof figures)[number]> }) {
  return (
    <SimpleGrid cols={4} spacing="xs" component="dl" m={0}>
      {figures.map((f) => (
        <div key={f} style={{ display: 'flex', flexDirection: 'column-reverse', justifyContent: 'flex-end' }}>
          <Text component="dt" size="sm" c="dimmed" lh={1.25}>{t(`stock.${f}`)}</Text>
          <Text component="dd" m={0} fw={650} size="xl" c={f === 'available' && levels && levels.available === 0 ? 'var(--mantine-color-error)' : undefined}>
            {levels ? number(levels[f]) : <Skeleton h={24} w={48} component="span" display="inline-block" />}
          </Text>
        </div>
      ))}
    </SimpleGrid>
  );
}
