import { expect, type Page } from '@playwright/test';
import { product } from '../company';
import type { Screen } from './screen';

const dialog = (button: string) => async (page: Page) => {
  await page.getByRole('button', { name: button }).first().click();
  await expect(page.getByRole('dialog')).toBeVisible();
};

/** administrationScreens is what admins look after, and the doors of those who are not in yet. */
export const administrationScreens: Screen[] = [
  { name: 'forgotten password', path: () => '/forgot' },
  { name: 'registration', path: () => '/register' },
  { name: 'a bad link', path: () => '/reset-password?token=none' },
  { name: 'a user', role: 'admin', wide: true, path: async (page) => {
    const { items } = (await (await page.request.get('/api/v1/users')).json()) as { items: { id: number; email: string }[] };
    return `/admin/users/${items.find((u) => u.email.startsWith('staff'))!.id}`;
  } },
  { name: 'inviting', role: 'admin', path: () => '/admin/users', open: dialog('Invite') },
  { name: 'access requests', role: 'admin', path: () => '/admin/access-requests' },
  { name: 'schedules', role: 'admin', wide: true, path: () => '/admin/schedules' },
  { name: 'a schedule', role: 'admin', wide: true, path: () => '/admin/schedules/reconciliation' },
  { name: 'imports', role: 'admin', wide: true, path: () => '/admin/imports' },
  { name: 'channels', role: 'admin', wide: true, path: () => '/admin/channels' },
  { name: 'a new channel', role: 'admin', path: () => '/admin/channels', open: dialog('Add a channel') },
  { name: 'editing a product', role: 'admin', wide: true, path: async (page) => `/stock/${(await product(page.request, 'JUI-002')).id}`, open: dialog('Edit') },
  { name: 'printing labels', role: 'admin', path: async (page) => `/stock/${(await product(page.request, 'JUI-002')).id}`, open: dialog('Labels of') },
  { name: 'retiring a bin', role: 'admin', path: () => '/admin/warehouses/1', open: dialog('Retire A-01') },
  { name: 'audit', role: 'admin', wide: true, path: () => '/admin/audit' },
  { name: 'categories', role: 'admin', path: () => '/admin/categories' },
  { name: 'a new category', role: 'admin', path: () => '/admin/categories', open: dialog('Add a category') },
  { name: 'reasons', role: 'admin', path: () => '/admin/reasons' },
  { name: 'a new reason', role: 'admin', path: () => '/admin/reasons', open: dialog('Add a reason') },
  { name: 'system health', role: 'admin', wide: true, path: () => '/admin/health' },
  { name: 'a warehouse’s settings', role: 'admin', path: () => '/admin/warehouses/1', open: dialog('Edit') },
  { name: 'no such page', role: 'staff', path: () => '/nowhere' },
  { name: 'no permission', role: 'staff', path: () => '/admin/users' },
];
