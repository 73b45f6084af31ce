import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';
import { operations, product, test, type Role } from './company';

/** Screen is a page in a state worth looking at. */
export interface Screen {
  name: string;
  role?: Role;
  path: (page: Page) => Promise<string> | string;
  /** Opens what is not open by itself. */
  open?: (page: Page) => Promise<void>;
  /** Looks otherwise where there is room, and is looked at there too. */
  wide?: boolean;
}

const first = (kind: string, path: string, query = 'open=true') => async (page: Page) => {
  const [op] = await operations(page.request, `kind=${kind}&${query}`);
  return path.replace('$id', op!.id);
};

/** screens is every page, with its forms and questions open. */
export const screens: Screen[] = [
  { name: 'login', path: () => '/login' },
  { name: 'home', role: 'staff', wide: true, path: () => '/' },
  { name: 'a scanned product', role: 'staff', path: async (page) => `/?scan=${(await product(page.request, 'JUI-002')).barcodes[0]!.barcode}` },
  { name: 'stock', role: 'staff', path: () => '/stock' },
  { name: 'product', role: 'staff', wide: true, path: async (page) => `/stock/${(await product(page.request, 'JUI-002')).id}` },
  { name: 'a new transfer', role: 'staff', path: async (page) => `/transfers/new?product=${(await product(page.request, 'JUI-002')).id}` },
  { name: 'in flight', role: 'manager', wide: true, path: () => '/operations' },
  { name: 'receipt', role: 'manager', wide: true, path: first('receipt', '/receipts/$id') },
  { name: 'receiving', role: 'manager', path: first('receipt', '/receipts/$id?step=receive', 'status=expected'), open: async (page) => {
    await page.getByRole('region', { name: 'Still expected' }).getByRole('button').first().click();
  } },
  { name: 'picking', role: 'manager', path: first('shipment', '/shipments/$id?step=pick', 'status=reserved') },
  { name: 'dispatching', role: 'manager', path: first('transfer', '/transfers/$id?step=dispatch', 'status=reserved') },
  { name: 'a question', role: 'manager', path: first('shipment', '/shipments/$id', 'status=reserved'), open: async (page) => {
    await page.getByRole('button', { name: 'Cancel', exact: true }).click();
    await expect(page.getByRole('dialog')).toBeVisible();
  } },
  { name: 'approvals', role: 'manager', path: () => '/approvals' },
  { name: 'users', role: 'admin', wide: true, path: () => '/admin/users', open: async (page) => {
    await page.getByRole('button', { name: 'Add a user' }).click();
    await expect(page.getByRole('dialog')).toBeVisible();
  } },
  { name: 'warehouse', role: 'admin', path: () => '/admin/warehouses/1' },
  { name: 'products', role: 'admin', path: () => '/admin/products' },
  { name: 'more', role: 'admin', path: () => '/more' },
];

/** checkScreens declares a test for each screen. */
export function checkScreens(chosen: Screen[]): void {
  for (const screen of chosen) {
    test.describe(screen.name, () => {
      test.use({ role: screen.role });
      test('has no accessibility violations, by day and by night', async ({ page }) => {
        await page.emulateMedia({ reducedMotion: 'reduce' });
        await page.goto(await screen.path(page));
        await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
        await expect(page.getByRole('status', { name: 'Loading' })).toHaveCount(0);
        await screen.open?.(page);
        for (const colorScheme of ['light', 'dark'] as const) {
          await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
          const { violations } = await new AxeBuilder({ page }).analyze();
          expect(violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html).join(' ')}`), colorScheme).toEqual([]);
        }
        const sideways = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        expect(sideways, 'nothing sticks out sideways').toBeLessThanOrEqual(0);
      });
    });
  }
}
