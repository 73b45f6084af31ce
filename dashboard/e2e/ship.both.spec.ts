import { expect } from '@playwright/test';
import { command, operation, press, product, scan, test, warehouses } from './company';

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
  await press(page.getByRole('button', { name: 'Pick', exact: true }));
  await scan(page.getByLabel('Scan the item to confirm'), other.barcodes[0]!.barcode);
  await expect(page.getByRole('alert')).toContainText('Wrong item');
  await expect(page.getByRole('alert')).toContainText(other.name);
  await expect(page.getByRole('button', { name: /^Picked/ })).toHaveCount(0);

  // What is wanted may lie in more than one bin.
  while ((await operation(api, id)).status !== 'picked') {
    const before = (await operation(api, id)).revision;
    await scan(page.getByLabel('Scan the item to confirm'), pepper.sku);
    await press(page.getByRole('button', { name: /^Picked/ }));
    await expect.poll(async () => (await operation(api, id)).revision).toBeGreaterThan(before);
  }
  await press(page.getByRole('button', { name: 'Continue' }));
  await press(page.getByRole('button', { name: 'Pack', exact: true }));
  await expect(page.getByRole('heading', { name: 'Dispatch it' })).toBeVisible();
  await press(page.getByRole('button', { name: 'Dispatch', exact: true }));
  await page.getByLabel('Carrier').fill('Bike');
  await press(page.getByRole('button', { name: 'Dispatch now' }));
  await expect(page.getByRole('heading', { name: 'Nothing is left to do' })).toBeVisible();
  expect(await operation(api, id)).toMatchObject({ status: 'dispatched', carrier: 'Bike' });
});
