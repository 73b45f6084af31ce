import { expect, type BrowserContext, type Page } from '@playwright/test';
import { command, operation, product, stockOf, test, warehouses } from './company';

test.use({ role: 'staff', serviceWorkers: 'allow' });

/** installed waits until the app would open without network. */
async function installed(page: Page): Promise<void> {
  await page.evaluate(async () => { await navigator.serviceWorker.ready; });
}

async function network(context: BrowserContext, on: boolean): Promise<void> {
  await context.setOffline(!on);
}

test('ten scans without network, a reload, and each arrives once', async ({ page, context }) => {
  const api = page.request;
  const site = (await warehouses(api)).find((w) => w.code === 'CPH')!;
  const sugar = await product(api, 'SUG-001');
  const barcode = sugar.barcodes.find((b) => !b.packaging_unit)!.barcode;
  const { operation_id: id } = await command(api, '/receipts', { warehouse_id: site.id, supplier: 'Offline Ltd', lines: [{ product_id: sugar.id, quantity: 12 }] });
  const before = await stockOf(api, sugar.id, site.id);

  await page.goto(`/receipts/${id}?step=receive`);
  await expect(page.getByRole('heading', { name: 'Still expected' })).toBeVisible();
  await installed(page);
  // What was looked at once is there without network: here, the item.
  const scan = page.getByRole('textbox', { name: 'Scan what arrived' });
  await scan.fill(barcode);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Receive 12' })).toBeVisible();

  await network(context, false);
  for (let n = 1; n <= 10; n++) {
    await scan.fill(barcode);
    await page.keyboard.press('Enter');
    const amount = page.getByRole('textbox', { name: `Quantity of ${sugar.name}` });
    await amount.fill('1');
    await page.getByRole('button', { name: 'Receive 1', exact: true }).tap();
    await expect(page.getByRole('link', { name: new RegExp(`^${n} waits? to be sent`) })).toBeVisible();
    // What was scanned is not asked for again.
    await expect(page.getByRole('region', { name: 'Still expected' })).toContainText(`${12 - n} each`);
  }
  await page.reload();
  await expect(page.getByRole('region', { name: 'Still expected' })).toContainText('2 each');
  await page.getByRole('link', { name: '10 wait to be sent' }).tap();
  await expect(page.getByRole('article')).toHaveCount(10);
  expect((await operation(api, id)).totals.received, 'nothing has been sent').toBe(0);

  await network(context, true);
  await expect(page.getByRole('heading', { name: 'Everything is sent' })).toBeVisible({ timeout: 45_000 });
  expect((await operation(api, id)).totals.received).toBe(10);
  expect((await operation(api, id)).timeline.filter((s) => s.kind === 'receive_receipt')).toHaveLength(10);
  expect(await stockOf(api, sugar.id, site.id)).toMatchObject({ on_hand: before.on_hand + 10 });
});

test('a refusal comes back as a task, and a transfer is started without network', async ({ page, context }) => {
  const api = page.request;
  const site = (await warehouses(api)).find((w) => w.code === 'CPH')!;
  const sugar = await product(api, 'SUG-001');
  const { operation_id: id } = await command(api, '/receipts', { warehouse_id: site.id, supplier: 'Refused Ltd', lines: [{ product_id: sugar.id, quantity: 3 }] });
  await page.goto(`/receipts/${id}?step=receive`);
  await expect(page.getByRole('button', { name: /Receive all 3/ })).toBeVisible();
  await installed(page);
  await network(context, false);
  await page.getByRole('button', { name: /Receive all 3/ }).tap();
  await expect(page.getByRole('link', { name: '1 waits to be sent' })).toBeVisible();
  // Meanwhile somebody else ends the document.
  await command(api, `/receipts/${id}/cancel`, {});
  await network(context, true);
  const badge = page.getByRole('link', { name: '1 was refused' });
  await expect(badge).toBeVisible({ timeout: 30_000 });
  await page.reload();
  await badge.tap();
  const task = page.getByRole('article').filter({ hasText: sugar.name });
  await expect(task).toContainText('This step is not open now');
  await task.getByRole('button', { name: 'Remove' }).tap();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).tap();
  await expect(page.getByRole('heading', { name: 'Everything is sent' })).toBeVisible();
});

test('the app opens without network, shows what was seen and says what was not', async ({ page, context }) => {
  const sugar = await product(page.request, 'SUG-001');
  await page.goto(`/stock/${sugar.id}`);
  await expect(page.getByRole('heading', { name: sugar.name })).toBeVisible();
  await installed(page);
  await expect.poll(() => seen(page, sugar.name), { timeout: 20_000 }).toBe(true);
  await page.goto('/');
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Hello');
  await network(context, false);
  await page.goto(`/stock/${sugar.id}`);
  await expect(page.getByRole('heading', { name: sugar.name })).toBeVisible();
  await expect(page.getByText('No network. What you see may be old.')).toBeVisible();
  await page.goto('/stock/999999');
  await expect(page.getByRole('alert')).toContainText('No connection');
});

/** seen tells whether a text is among what the device has written down. */
function seen(page: Page, text: string): Promise<boolean> {
  return page.evaluate((wanted) => new Promise<boolean>((found) => {
    const open = indexedDB.open('stockflow-seen');
    open.onsuccess = () => {
      const read = open.result.transaction('seen').objectStore('seen').get('queries');
      read.onsuccess = () => { open.result.close(); found(String(read.result ?? '').includes(wanted)); };
      read.onerror = () => found(false);
    };
    open.onerror = () => found(false);
  }), text);
}
