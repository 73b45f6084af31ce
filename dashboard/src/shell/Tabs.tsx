import { IconDots } from '@tabler/icons-react';
import { t } from '@/i18n';
import type { Actor } from '@/services/session/session';
import { TabItem } from './NavItem';
import { mainItems } from './navigation';

/** Tabs is the navigation of phones, in reach of the thumb. */
export function Tabs({ actor, waiting }: { actor: Actor; waiting: number }) {
  return (
    <nav className="sf-tabs" aria-label={t('nav.main')}>
      {mainItems(actor).map((i) => <TabItem key={i.to} item={i} waiting={waiting} />)}
      <TabItem item={{ to: '/more', label: 'nav.more', Icon: IconDots }} />
    </nav>
  );
}
