import { Badge, Indicator, VisuallyHidden } from '@mantine/core';
import { IconExternalLink } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { number, t, tn } from '@/i18n';
import type { Counted, Item } from './navigation';

type Counts = Record<Counted, number>;

function countOf(item: Item, counts: Counts | undefined) {
  const count = item.counts && counts?.[item.counts];
  return item.counts && count ? { count, words: tn(`nav.${item.counts}.waiting`, count) } : undefined;
}

/** SideItem is a row of the side navigation. */
export function SideItem({ item, counts }: { item: Item; counts?: Counts }) {
  const waiting = countOf(item, counts);
  const { Icon } = item;
  if (item.external) {
    return (
      <a className="sf-link" href={item.to} target="_blank" rel="noreferrer">
        <Icon size={20} aria-hidden />
        {t(item.label)}
        <IconExternalLink size={16} className="sf-link-end" aria-hidden />
        <VisuallyHidden>{t('nav.external')}</VisuallyHidden>
      </a>
    );
  }
  return (
    <Link className="sf-link" to={item.to} activeOptions={{ exact: item.to === '/', includeSearch: false }}>
      <Icon size={20} aria-hidden />
      {t(item.label)}
      {waiting && (
        <Badge className="sf-link-end" color="red.9" variant="filled" circle={waiting.count < 10}>
          <span aria-hidden>{number(waiting.count)}</span>
          <VisuallyHidden>{waiting.words}</VisuallyHidden>
        </Badge>
      )}
    </Link>
  );
}

/** TabItem is a tab of the bar at the bottom. */
export function TabItem({ item, counts }: { item: Item; counts?: Counts }) {
  const waiting = countOf(item, counts);
  const { Icon } = item;
  return (
    <Link className="sf-tab" to={item.to} activeOptions={{ exact: item.to === '/', includeSearch: false }}>
      <Indicator label={waiting && <span aria-hidden>{number(waiting.count)}</span>} disabled={!waiting} color="red.9" size={18} offset={2}>
        <Icon size={24} aria-hidden style={{ display: 'block' }} />
      </Indicator>
      {t(item.label)}
      {waiting && <VisuallyHidden>{waiting.words}</VisuallyHidden>}
    </Link>
  );
}
