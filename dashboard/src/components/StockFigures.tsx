import { Skeleton } from '@mantine/core';
import { number, t } from '@/i18n';
import type { StockLevel } from '@/services/types';

const figures = ['available', 'on_hand', 'reserved', 'in_transit'] as const;

/**
 * StockFigures is the four figures of a product; what can be promised comes
 * first. Plain elements: a list draws hundreds of them while it is scrolled.
 */
export function StockFigures({ levels }: { levels?: Pick<StockLevel, (typeof figures)[number]> }) {
  return (
    <dl className="sf-figures">
      {figures.map((f) => (
        <div key={f}>
          <dt>{t(`stock.${f}`)}</dt>
          <dd data-none={(f === 'available' && levels?.available === 0) || undefined}>{levels ? number(levels[f]) : <Skeleton h={24} w={48} component="span" display="inline-block" />}</dd>
        </div>
      ))}
    </dl>
  );
}
