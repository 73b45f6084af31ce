import { AppShell } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { Outlet } from '@tanstack/react-router';
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
  const wide = useMediaQuery('(min-width: 62em)', undefined, { getInitialValueInEffect: false });
  const counts = useCounts();
  return (
    <>
      <a className="sf-skip" href="#main">{t('app.skip')}</a>
      <AppShell
        layout="alt" padding="md" header={{ height: 60 }}
        navbar={{ width: 240, breakpoint: 'md', collapsed: { mobile: true } }}
        footer={{ height: 64, collapsed: wide, offset: !wide }}
      >
        {wide && <AppShell.Navbar className="sf-shell"><SideNav actor={actor} counts={counts} /></AppShell.Navbar>}
        <AppShell.Header className="sf-shell"><TopBar wide={wide} /></AppShell.Header>
        <AppShell.Main id="main" tabIndex={-1}><Outlet /></AppShell.Main>
        {!wide && <AppShell.Footer className="sf-shell sf-footer"><Tabs actor={actor} counts={counts} /></AppShell.Footer>}
      </AppShell>
    </>
  );
}
