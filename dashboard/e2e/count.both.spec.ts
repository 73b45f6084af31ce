import { expect } from '@playwright/test';
import { added, as, bins, freshCode, idIn, operation, press, received, scan, stockOf, test, warehouses } from './company';

test.use({ role: 'manager' });

test('a count finds a difference, and a second person decides', async ({ page, browser }) => {
  const admin = await as(browser, 'admin');
  const site = (await warehouses(page.request)).find((w) => w.code === 'DEN')!;
  const sku = freshCode('CNT');
  const goods = await added<{ id: number; name: string }>(admin.request, '/products', { sku, name: `Counted ${sku}`, base_unit: 'each' });
  const bin = await added<{ id: number; code: string }>(admin.request, `/warehouses/${site.id}/locations`, { code: freshCode('BIN'), kind: 'storage' });
  await received(page.request, site.id, goods.id, 20, { location_id: bin.id });
  expect((await bins(page.request, site.id)).some((b) => b.id === bin.id)).toBe(true);

  await page.goto('/');
  await page.getByLabel('I work in').selectOption({ label: site.name });
  await press(page.getByRole('link', { name: 'Count', exact: true }));
  await page.getByRole('combobox', { name: 'Bins' }).fill(bin.code);
  await press(page.getByRole('option', { name: new RegExp(bin.code) }));
  await page.keyboard.press('Escape');
  await press(page.getByRole('button', { name: 'Start the count' }));
  await press(page.getByRole('button', { name: 'Count', exact: true }));
  const id = idIn(page);
  // Nobody who counts is told what the books expect.
  await scan(page.getByRole('textbox', { name: 'Scan a bin' }), bin.code);
  await expect(page.getByRole('main')).not.toContainText('20');
  await scan(page.getByRole('textbox', { name: 'Scan an item or a bin' }), sku);
  await page.getByLabel('each').fill('17');
  await press(page.getByRole('button', { name: 'Enter 17' }));
  await press(page.getByRole('button', { name: 'All bins' }).last());
  await press(page.getByRole('button', { name: 'Continue' }));
  await press(page.getByRole('button', { name: 'Hand in' }));
  await press(page.getByRole('dialog').getByRole('button', { name: 'Hand in' }));
  await expect(page.getByText(`Waits for a manager of ${site.name}`)).toBeVisible();
  const { number } = await operation(page.request, id);
  // Who has counted doesn't decide.
  await page.goto('/approvals');
  await expect(page.getByRole('article').filter({ hasText: number }).getByRole('button', { name: 'Approve' })).toHaveCount(0);
  expect(await stockOf(page.request, goods.id, site.id)).toMatchObject({ on_hand: 20 });

  await admin.goto('/approvals');
  const card = admin.getByRole('article').filter({ hasText: number });
  await expect(card).toContainText('3 pieces differ');
  await press(card.getByRole('button', { name: 'Approve' }));
  await expect(card).toHaveCount(0);
  expect(await operation(page.request, id)).toMatchObject({ ended: true });
  expect(await stockOf(page.request, goods.id, site.id)).toMatchObject({ on_hand: 17 });
  await admin.context().close();
});
