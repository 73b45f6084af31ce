import { Badge, Indicator, VisuallyHidden } from '@mantine/core';
import { IconExternalLink } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { number, t, tn } from '@/i18n';
import type { Item } from './navigation';

function useCount(item: Item, waiting: number) {
  return item.counts === 'approvals' && waiting > 0 ? waiting : undefined;
}

/** SideItem is a row of the side navigation. */
export function SideItem({ item, waiting = 0 }: { item: Item; waiting?: number }) {
  const count = useCount(item, waiting);
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
      {count !== undefined && (
        <Badge className="sf-link-end" color="red.9" variant="filled" circle={count < 10}>
          <span aria-hidden>{number(count)}</span>
          <VisuallyHidden>{tn('nav.approvals.waiting', count)}</VisuallyHidden>
        </Badge>
      )}
    </Link>
  );
}

/** TabItem is a tab of the bar at the bottom. */
export function TabItem({ item, waiting = 0 }: { item: Item; waiting?: number }) {
  const count = useCount(item, waiting);
  const { Icon } = item;
  return (
    <Link className="sf-tab" to={item.to} activeOptions={{ exact: item.to === '/', includeSearch: false }}>
      <Indicator label={count !== undefined && <span aria-hidden>{number(count)}</span>} disabled={count === undefined} color="red.9" size={18} offset={2}>
        <Icon size={24} aria-hidden style={{ display: 'block' }} />
      </Indicator>
      {t(item.label)}
      {count !== undefined && <VisuallyHidden>{tn('nav.approvals.waiting', count)}</VisuallyHidden>}
    </Link>
  );
}
