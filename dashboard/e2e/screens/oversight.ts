import { expect, type Page } from '@playwright/test';
import { alerts, product } from '../company';
import type { Screen } from './screen';

const dialog = async (page: Page, button: string) => {
  await page.getByRole('button', { name: button }).first().click();
  await expect(page.getByRole('dialog')).toBeVisible();
};

/** lotPath is the page of a lot that no other test recalls. */
async function lotPath(page: Page): Promise<string> {
  const { id } = await product(page.request, 'JUI-001');
  const answer = await page.request.get(`/api/v1/lots?limit=1&product_id=${id}&status=available`);
  const { items } = (await answer.json()) as { items: { id: number }[] };
  return `/lots/${items[0]!.id}`;
}

/** oversightScreens is what managers watch: alerts, lots, recalls, limits, figures. */
export const oversightScreens: Screen[] = [
  { name: 'alerts', role: 'manager', wide: true, path: () => '/alerts' },
  { name: 'an alert', role: 'manager', wide: true, path: async (page) => `/alerts/${(await alerts(page.request, 'type=low_stock'))[0]!.id}` },
  { name: 'snoozing an alert', role: 'manager', path: async (page) => `/alerts/${(await alerts(page.request, 'type=low_stock'))[0]!.id}`, open: (page) => dialog(page, 'Snooze') },
  { name: 'suggested transfers', role: 'staff', wide: true, path: () => '/suggestions' },
  { name: 'lots', role: 'manager', wide: true, path: () => '/lots' },
  { name: 'a lot', role: 'manager', wide: true, path: lotPath },
  { name: 'holding a lot', role: 'manager', path: lotPath, open: (page) => dialog(page, 'Put on hold') },
  { name: 'recalls', role: 'manager', path: () => '/recalls' },
  { name: 'a new recall', role: 'manager', wide: true, path: () => '/recalls/new' },
  { name: 'thresholds', role: 'manager', wide: true, path: () => '/thresholds' },
  { name: 'a product’s thresholds', role: 'manager', path: async (page) => `/stock/${(await product(page.request, 'KIT-001')).id}`, open: async (page) => {
    await page.getByRole('region', { name: 'Thresholds' }).getByRole('button').first().click();
    await expect(page.getByRole('dialog')).toBeVisible();
  } },
  { name: 'reports', role: 'manager', wide: true, path: () => '/reports' },
  { name: 'movers', role: 'manager', path: () => '/reports/movers' },
  { name: 'activity', role: 'manager', wide: true, path: () => '/reports/activity' },
  { name: 'overview', role: 'manager', wide: true, path: () => '/overview' },
  { name: 'a new count', role: 'manager', wide: true, path: () => '/counts/new' },
  { name: 'a correction', role: 'staff', path: () => '/adjustments/new' },
  { name: 'a return', role: 'staff', path: () => '/returns/new' },
  { name: 'a move', role: 'staff', path: () => '/moves/new' },
  { name: 'the outbox', role: 'staff', path: () => '/outbox' },
  { name: 'notifications', role: 'manager', path: () => '/notifications' },
  { name: 'one’s account', role: 'manager', wide: true, path: () => '/account' },
];
