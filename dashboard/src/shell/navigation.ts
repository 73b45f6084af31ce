import {
  IconActivity, IconApi, IconBox, IconBuildingWarehouse, IconChecklist, IconHome, IconRoute, IconStack2, IconUsers, type Icon,
} from '@tabler/icons-react';
import type { Key } from '@/i18n';
import type { Actor } from '@/services/session/session';

/** Item is a place in the navigation. */
export interface Item {
  to: string;
  label: Key;
  Icon: Icon;
  /** Served by the API, not by this app. */
  external?: boolean;
  counts?: 'approvals';
}

/** mainItems are the places of daily work, for this person. */
export function mainItems(actor: Actor): Item[] {
  return [
    { to: '/', label: 'nav.home', Icon: IconHome },
    { to: '/stock', label: 'nav.stock', Icon: IconStack2 },
    { to: '/operations', label: 'nav.operations', Icon: IconActivity },
    ...(actor.can('approve') ? [{ to: '/approvals', label: 'nav.approvals', Icon: IconChecklist, counts: 'approvals' } satisfies Item] : []),
  ];
}

/** adminItems are the places of those who look after users, sites and products. */
export function adminItems(actor: Actor): Item[] {
  const items: (Item & { needs: string })[] = [
    { to: '/admin/users', label: 'nav.users', Icon: IconUsers, needs: 'manage_users' },
    { to: '/admin/warehouses', label: 'nav.warehouses', Icon: IconBuildingWarehouse, needs: 'manage_warehouses' },
    { to: '/admin/products', label: 'nav.products', Icon: IconBox, needs: 'manage_products' },
    { to: '/temporal', label: 'nav.temporal', Icon: IconRoute, external: true, needs: 'view_workflows' },
    { to: '/api/docs', label: 'nav.docs', Icon: IconApi, external: true, needs: 'manage_users' },
  ];
  return items.filter((i) => actor.can(i.needs));
}
