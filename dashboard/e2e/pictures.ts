import { resolve } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { alerts, command, freshCode, operations, product, scan, test, warehouses } from './company';

const folder = resolve(import.meta.dirname, '../../docs/screens');

/** phone and desk are the two widths that every page is made for. */
const phone = { viewport: { width: 390, height: 780 }, deviceScaleFactor: 2 };
const desk = { viewport: { width: 1440, height: 860 } };

async function settled(page: Page): Promise<void> {
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(page.getByRole('status', { name: 'Loading' })).toHaveCount(0);
  await page.waitForLoadState('networkidle').catch(() => undefined);
}

async function picture(page: Page, name: string): Promise<void> {
  await settled(page);
  await page.screenshot({ path: `${folder}/${name}.png` });
}

test.describe('on a phone', () => {
  test.use({ role: 'staff', ...phone });

  test('the start, and a scan', async ({ page }) => {
    await page.goto('/');
    await picture(page, 'home');
    await scan(page.getByRole('textbox', { name: 'Scan or search' }), (await product(page.request, 'JUI-002')).barcodes[0]!.barcode);
    await expect(page.getByRole('heading', { level: 2 }).first()).toBeVisible();
    await picture(page, 'scanned-product');
  });

  test('a wrong item, by night', async ({ page }) => {
    await page.emulateMedia({ colorScheme: 'dark' });
    const [op] = await operations(page.request, 'kind=shipment&status=reserved');
    await page.goto(`/shipments/${op!.id}?step=pick`);
    await scan(page.getByLabel('Scan the item to confirm'), (await product(page.request, 'VIN-001')).barcodes[0]!.barcode);
    await expect(page.getByRole('alert')).toContainText('Wrong item');
    await picture(page, 'pick-wrong-item-dark');
  });

  test('a transfer', async ({ page }) => {
    const [op] = await operations(page.request, 'kind=transfer&status=in_transit');
    await page.goto(`/transfers/${op!.id}`);
    await picture(page, 'transfer');
  });
});

test.describe('on a phone, as an app', () => {
  test.use({ role: 'staff', ...phone, serviceWorkers: 'allow' });

  test('receiving by a GS1 code, without network', async ({ page, context }) => {
    const juice = await product(page.request, 'JUI-002');
    const site = (await warehouses(page.request)).find((w) => w.code === 'CPH')!;
    const { operation_id: id } = await command(page.request, '/receipts', { warehouse_id: site.id, supplier: 'Æblehaven', lines: [{ product_id: juice.id, quantity: 24 }] });
    await page.goto(`/receipts/${id}?step=receive`);
    const gtin = juice.barcodes.find((b) => b.packaging_unit === 'case')!.barcode.padStart(14, '0');
    await scan(page.getByRole('textbox', { name: 'Scan what arrived' }), `01${gtin}17310531103A7`);
    await expect(page.getByRole('textbox', { name: 'Lot' })).toHaveValue('3A7');
    await picture(page, 'receive-gs1');
    await page.evaluate(async () => { await navigator.serviceWorker.ready; });
    await context.setOffline(true);
    await page.getByRole('button', { name: /^Receive \d+$/ }).click();
    await page.getByRole('link', { name: /waits to be sent/ }).click();
    await expect(page.getByRole('article')).toHaveCount(1);
    await page.screenshot({ path: `${folder}/outbox.png` });
    await context.setOffline(false);
    await expect(page.getByRole('heading', { name: 'Everything is sent' })).toBeVisible({ timeout: 45_000 });
  });
});

test.describe('on a phone, in German', () => {
  test.use({ role: 'manager', ...phone, locale: 'de-DE' });

  test('the alerts', async ({ page }) => {
    await page.goto('/alerts');
    await picture(page, 'alerts-phone-german');
  });
});

test.describe('at a desk', () => {
  test.use({ role: 'manager', ...desk });

  test('what is in flight, by day and by night', async ({ page }) => {
    await page.goto('/operations');
    await picture(page, 'in-flight');
    await page.emulateMedia({ colorScheme: 'dark' });
    await picture(page, 'in-flight-dark');
  });

  test('a document', async ({ page }) => {
    const [op] = await operations(page.request, 'kind=transfer&status=awaiting_approval');
    await page.goto(`/transfers/${op!.id}`);
    await picture(page, 'document');
  });

  test('alerts, suggestions, overview and a product', async ({ page }) => {
    await page.goto('/alerts');
    await picture(page, 'alerts');
    await page.goto(`/alerts/${(await alerts(page.request, 'type=low_stock'))[1]!.id}`);
    await picture(page, 'alert');
    await page.goto('/overview');
    await picture(page, 'overview');
    await page.goto(`/stock/${(await product(page.request, 'BUT-001')).id}`);
    await picture(page, 'product');
  });

  test('a report', async ({ page }) => {
    await page.goto('/reports/activity?group=week');
    await picture(page, 'report');
  });

  test('the palette', async ({ page }) => {
    await page.goto('/stock');
    await settled(page);
    await page.keyboard.press('Control+k');
    await expect(page.getByRole('dialog', { name: 'Search and commands' })).toBeVisible();
    await page.screenshot({ path: `${folder}/palette.png` });
  });
});

test.describe('an admin', () => {
  test.use({ role: 'admin', ...desk });

  test('a schedule and an import', async ({ page }) => {
    await page.goto('/admin/schedules/daily_rollup');
    await page.getByLabel('Cron line').fill('30 5 * * 1-5');
    await page.getByLabel('Time zone').fill('Europe/Copenhagen');
    await expect(page.getByRole('status').filter({ hasText: 'The next runs would be' })).toContainText('05:30');
    await picture(page, 'schedule');
    const sku = freshCode('IMP');
    await page.goto('/admin/imports');
    await page.locator('input[type=file]').setInputFiles({ name: 'spring-range.csv', mimeType: 'text/csv', buffer: Buffer.from(`sku,name,base_unit,barcodes\n${sku},Rhubarb cordial,each,\n,No SKU,each,\n${sku}-2,Elderflower,each,\n${sku}-2,Twice,each,\n`) });
    await page.getByRole('button', { name: 'Check the file' }).click();
    await expect(page.getByRole('table', { name: 'Errors' })).toBeVisible({ timeout: 30_000 });
    await picture(page, 'import');
  });
});
