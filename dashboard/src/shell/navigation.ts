import {
  IconActivity, IconAlertTriangle, IconApi, IconArrowsExchange, IconBarcode, IconBellCog, IconBox, IconBuildingWarehouse, IconCalendarClock, IconChartBar,
  IconChecklist, IconFileImport, IconGauge, IconHeartbeat, IconHistory, IconHome, IconLayoutDashboard, IconListDetails, IconRoute, IconSpeakerphone, IconStack2, IconTags,
  IconUserPlus, IconUsers, type Icon,
} from '@tabler/icons-react';
import type { Key } from '@/i18n';
import type { Actor } from '@/services/session/session';

/** Counted is what the navigation counts beside a place. */
export type Counted = 'approvals' | 'alerts' | 'requests';

/** Item is a place in the navigation. */
export interface Item {
  to: string;
  label: Key;
  Icon: Icon;
  /** Served by the API, not by this app. */
  external?: boolean;
  counts?: Counted;
}

type Needing = Item & { needs?: string };

function open(items: Needing[], actor: Actor): Item[] {
  return items.filter((i) => !i.needs || actor.can(i.needs));
}

/** mainItems are the places of daily work, for this person. */
export function mainItems(actor: Actor): Item[] {
  return open([
    { to: '/', label: 'nav.home', Icon: IconHome },
    { to: '/overview', label: 'nav.overview', Icon: IconLayoutDashboard, needs: 'view_reports' },
    { to: '/stock', label: 'nav.stock', Icon: IconStack2 },
    { to: '/operations', label: 'nav.operations', Icon: IconActivity },
    { to: '/approvals', label: 'nav.approvals', Icon: IconChecklist, counts: 'approvals', needs: 'approve' },
    { to: '/alerts', label: 'nav.alerts', Icon: IconAlertTriangle, counts: 'alerts' },
    { to: '/suggestions', label: 'nav.suggestions', Icon: IconArrowsExchange },
    { to: '/recalls', label: 'nav.recalls', Icon: IconSpeakerphone },
    { to: '/lots', label: 'nav.lots', Icon: IconBarcode },
    { to: '/thresholds', label: 'nav.thresholds', Icon: IconGauge, needs: 'manage_thresholds' },
    { to: '/reports', label: 'nav.reports', Icon: IconChartBar, needs: 'view_reports' },
  ], actor);
}

/** tabItems are the few that a phone has room for. */
export function tabItems(actor: Actor): Item[] {
  const tabs = actor.can('approve') ? ['/', '/stock', '/operations', '/approvals'] : ['/', '/stock', '/operations', '/alerts'];
  return mainItems(actor).filter((i) => tabs.includes(i.to));
}

/** adminItems are the places of those who look after users, sites and products. */
export function adminItems(actor: Actor): Item[] {
  return open([
    { to: '/admin/users', label: 'nav.users', Icon: IconUsers, needs: 'manage_users' },
    { to: '/admin/access-requests', label: 'nav.requests', Icon: IconUserPlus, counts: 'requests', needs: 'manage_users' },
    { to: '/admin/warehouses', label: 'nav.warehouses', Icon: IconBuildingWarehouse, needs: 'manage_warehouses' },
    { to: '/admin/products', label: 'nav.products', Icon: IconBox, needs: 'manage_products' },
    { to: '/admin/categories', label: 'nav.categories', Icon: IconTags, needs: 'manage_categories' },
    { to: '/admin/imports', label: 'nav.imports', Icon: IconFileImport, needs: 'manage_products' },
    { to: '/admin/reasons', label: 'nav.reasons', Icon: IconListDetails, needs: 'manage_reasons' },
    { to: '/admin/schedules', label: 'nav.schedules', Icon: IconCalendarClock, needs: 'manage_schedules' },
    { to: '/admin/channels', label: 'nav.channels', Icon: IconBellCog, needs: 'manage_channels' },
    { to: '/admin/audit', label: 'nav.audit', Icon: IconHistory, needs: 'view_audit' },
    { to: '/admin/health', label: 'nav.health', Icon: IconHeartbeat, needs: 'view_workflows' },
    { to: '/temporal', label: 'nav.temporal', Icon: IconRoute, external: true, needs: 'view_workflows' },
    { to: '/api/docs', label: 'nav.docs', Icon: IconApi, external: true, needs: 'manage_users' },
  ], actor);
}
