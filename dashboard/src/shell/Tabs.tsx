import { IconDots } from '@tabler/icons-react';
import { t } from '@/i18n';
import type { Actor } from '@/services/session/session';
import { TabItem } from './NavItem';
import { tabItems, type Counted } from './navigation';

/** Tabs is the navigation of phones, in reach of the thumb. */
export function Tabs({ actor, counts }: { actor: Actor; counts: Record<Counted, number> }) {
  return (
    <nav className="sf-tabs" aria-label={t('nav.main')}>
      {tabItems(actor).map((i) => <TabItem key={i.to} item={i} counts={counts} />)}
      <TabItem item={{ to: '/more', label: 'nav.more', Icon: IconDots }} />
    </nav>
  );
}
