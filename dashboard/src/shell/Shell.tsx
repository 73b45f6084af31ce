import { Outlet } from '@tanstack/react-router';
import { useWidth } from '@/components/useWidth';
import { t } from '@/i18n';
import { useEvents } from '@/services/events';
import { useOutboxDelivery } from '@/services/outbox';
import { useActor } from '@/services/session/session';
import { useCounts } from './counts';
import { SideNav } from './SideNav';
import { Tabs } from './Tabs';
import { TopBar } from './TopBar';
import './shell.css';

/** Shell is the frame of the app: tabs under the thumb on a phone, a side navigation on a desk. */
export function Shell() {
  useEvents();
  const actor = useActor();
  useOutboxDelivery(actor.user.id);
  const wide = useWidth('side');
  const counts = useCounts();
  return (
    <>
      <a className="sf-skip" href="#main">{t('app.skip')}</a>
      <div className="sf-frame">
        {wide && <aside className="sf-shell sf-side" aria-label={t('app.name')}><SideNav actor={actor} counts={counts} /></aside>}
        <header className="sf-shell sf-top"><TopBar wide={wide} /></header>
        <main id="main" className="sf-main" tabIndex={-1}><Outlet /></main>
        {!wide && <footer className="sf-shell sf-footer"><Tabs actor={actor} counts={counts} /></footer>}
      </div>
    </>
  );
}
