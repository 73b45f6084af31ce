import { expect } from '@playwright/test';
import { idIn, operation, product, stockOf, test, warehouses } from './company';

test.use({ role: 'staff' });

test('a receipt by the case, with lot and expiry, put away and closed', async ({ page }) => {
  const api = page.request;
  const site = (await warehouses(api)).find((w) => w.code === 'CPH')!;
  const juice = await product(api, 'JUI-002');
  const box = juice.packaging_units.find((u) => u.name === 'case')!;
  const boxCode = juice.barcodes.find((b) => b.packaging_unit === 'case')!.barcode;
  const before = await stockOf(api, juice.id, site.id);

  await page.goto('/');
  await page.getByLabel('I work in').selectOption({ label: site.name });
  await page.getByRole('textbox', { name: 'Scan or search' }).fill(boxCode);
  await page.keyboard.press('Enter');
  await page.getByRole('link', { name: 'Receive', exact: true }).tap();
  // The scanned case counts as its packaging.
  await page.getByRole('button', { name: `One more ${juice.name}` }).tap();
  await page.getByRole('button', { name: new RegExp(`Start receipt.*${2 * box.factor} pieces`) }).tap();
  await expect(page.getByRole('heading', { name: 'Count the goods in' })).toBeVisible();
  const id = idIn(page);

  await page.getByRole('button', { name: 'Receive', exact: true }).tap();
  await page.getByRole('textbox', { name: 'Scan what arrived' }).fill(boxCode);
  await page.keyboard.press('Enter');
  await page.getByRole('textbox', { name: 'Lot' }).fill(`E2E-${Date.now()}`);
  await page.getByLabel('Expires on').fill('2031-05-31');
  await page.getByRole('button', { name: `Receive ${box.factor}` }).tap();
  await expect.poll(async () => (await operation(api, id)).totals.received).toBe(box.factor);

  // The second case is damaged: it goes to quarantine.
  await page.getByRole('region', { name: 'Still expected' }).getByRole('button').first().tap();
  await page.getByRole('textbox', { name: 'Lot' }).fill(`E2E-${Date.now()}`);
  await page.getByLabel('Expires on').fill('2031-06-30');
  await page.getByText('Damaged', { exact: true }).tap();
  await page.getByRole('button', { name: `Receive ${box.factor}` }).tap();
  await expect(page.getByRole('heading', { name: 'Nothing more is expected.' })).toBeVisible();
  expect(await operation(api, id)).toMatchObject({ totals: { received: box.factor, damaged: box.factor } });
  await page.getByRole('button', { name: 'Continue' }).tap();

  await page.getByRole('button', { name: 'Put away', exact: true }).tap();
  await page.getByRole('textbox', { name: 'Scan what you carry' }).fill(juice.sku);
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: new RegExp(`Put ${box.factor} in`) }).tap();
  await expect(page.getByRole('heading', { name: 'All is put away' })).toBeVisible();
  await page.getByRole('button', { name: 'Continue' }).tap();

  await page.getByRole('button', { name: 'Close receipt' }).tap();
  await page.getByRole('dialog').getByRole('button', { name: 'Close receipt' }).tap();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  expect(await operation(api, id)).toMatchObject({ status: 'closed' });
  const after = await stockOf(api, juice.id, site.id);
  expect(after).toMatchObject({ on_hand: before.on_hand + 2 * box.factor, available: before.available + box.factor });
});
