import { expect } from '@playwright/test';
import { command, operation, product, test, warehouses } from './company';

test.use({ role: 'staff' });

test('a shipment with a wrong scan, to its dispatch', async ({ page }) => {
  const api = page.request;
  const [site] = (await warehouses(api)).filter((w) => w.code === 'CPH');
  const pepper = await product(api, 'PEP-001');
  const other = await product(api, 'VIN-001');
  const { operation_id: id } = await command(api, '/shipments', {
    warehouse_id: site!.id, customer: 'Café Test', lines: [{ product_id: pepper.id, quantity: 3 }],
  });

  await page.goto(`/shipments/${id}`);
  await page.getByRole('button', { name: 'Pick', exact: true }).tap();
  await page.getByLabel('Scan the item to confirm').fill(other.barcodes[0]!.barcode);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert')).toContainText('Wrong item');
  await expect(page.getByRole('alert')).toContainText(other.name);
  await expect(page.getByRole('button', { name: /^Picked/ })).toHaveCount(0);

  // What is wanted may lie in more than one bin.
  while ((await operation(api, id)).status !== 'picked') {
    const before = (await operation(api, id)).revision;
    await page.getByLabel('Scan the item to confirm').fill(pepper.sku);
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: /^Picked/ }).tap();
    await expect.poll(async () => (await operation(api, id)).revision).toBeGreaterThan(before);
  }
  await page.getByRole('button', { name: 'Continue' }).tap();
  await page.getByRole('button', { name: 'Pack', exact: true }).tap();
  await expect(page.getByRole('heading', { name: 'Dispatch it' })).toBeVisible();
  await page.getByRole('button', { name: 'Dispatch', exact: true }).tap();
  await page.getByLabel('Carrier').fill('Bike');
  await page.getByRole('button', { name: 'Dispatch now' }).tap();
  await expect(page.getByRole('heading', { name: 'Nothing is left to do' })).toBeVisible();
  expect(await operation(api, id)).toMatchObject({ status: 'dispatched', carrier: 'Bike' });
});
