import { expect } from '@playwright/test';
import { freshCode, idIn, operation, press, product, scan, stockOf, test, warehouses } from './company';

test.use({ role: 'staff' });

test('a receipt by its GS1 code, which says product, lot and expiry, put away and closed', async ({ page }) => {
  const api = page.request;
  const site = (await warehouses(api)).find((w) => w.code === 'CPH')!;
  const juice = await product(api, 'JUI-002');
  const box = juice.packaging_units.find((u) => u.name === 'case')!;
  const boxCode = juice.barcodes.find((b) => b.packaging_unit === 'case')!.barcode;
  const before = await stockOf(api, juice.id, site.id);

  await page.goto('/');
  await page.getByLabel('I work in').selectOption({ label: site.name });
  await scan(page.getByRole('textbox', { name: 'Scan or search' }), boxCode);
  await press(page.getByRole('link', { name: 'Receive', exact: true }));
  // The scanned case counts as its packaging.
  await press(page.getByRole('button', { name: `One more ${juice.name}` }));
  await press(page.getByRole('button', { name: new RegExp(`Start receipt.*${2 * box.factor} pieces`) }));
  await expect(page.getByRole('heading', { name: 'Count the goods in' })).toBeVisible();
  const id = idIn(page);

  await press(page.getByRole('button', { name: 'Receive', exact: true }));
  // (01) is the case, (17) the expiry date, (10) the lot.
  const lot = freshCode('GS');
  await scan(page.getByRole('textbox', { name: 'Scan what arrived' }), `01${boxCode.padStart(14, '0')}1731053110${lot}`);
  await expect(page.getByRole('textbox', { name: 'Lot' })).toHaveValue(lot);
  await expect(page.getByLabel('Expires on')).toHaveValue('2031-05-31');
  await press(page.getByRole('button', { name: `Receive ${box.factor}` }));
  await expect(page.getByRole('button', { name: `Receive ${box.factor}`, exact: true })).toHaveCount(0);
  expect(await operation(api, id)).toMatchObject({ totals: { received: box.factor } });

  // The second case is damaged: it goes to quarantine.
  await press(page.getByRole('region', { name: 'Still expected' }).getByRole('button').first());
  await page.getByRole('textbox', { name: 'Lot' }).fill(freshCode('DMG'));
  await page.getByLabel('Expires on').fill('2031-06-30');
  await press(page.getByText('Damaged', { exact: true }));
  await press(page.getByRole('button', { name: `Receive ${box.factor}` }));
  await expect(page.getByRole('heading', { name: 'Nothing more is expected.' })).toBeVisible();
  expect(await operation(api, id)).toMatchObject({ totals: { received: box.factor, damaged: box.factor } });
  await press(page.getByRole('button', { name: 'Continue' }));

  await press(page.getByRole('button', { name: 'Put away', exact: true }));
  await scan(page.getByRole('textbox', { name: 'Scan what you carry' }), juice.sku);
  await press(page.getByRole('button', { name: new RegExp(`Put ${box.factor} in`) }));
  await expect(page.getByRole('heading', { name: 'All is put away' })).toBeVisible();
  await press(page.getByRole('button', { name: 'Continue' }));

  await press(page.getByRole('button', { name: 'Close receipt' }));
  await press(page.getByRole('dialog').getByRole('button', { name: 'Close receipt' }));
  await expect(page.getByRole('dialog')).toHaveCount(0);
  expect(await operation(api, id)).toMatchObject({ status: 'closed' });
  const after = await stockOf(api, juice.id, site.id);
  expect(after).toMatchObject({ on_hand: before.on_hand + 2 * box.factor, available: before.available + box.factor });
});
