import { expect } from '@playwright/test';
import { added, as, command, freshCode, press, received, stockOf, test, warehouses } from './company';

test.use({ role: 'manager' });

test('a recalled lot is frozen, set aside and confirmed', async ({ page, browser }) => {
  const admin = await as(browser, 'admin');
  const site = (await warehouses(page.request)).find((w) => w.code === 'DEN')!;
  const sku = freshCode('REC');
  const lot = freshCode('LOT');
  const goods = await added<{ id: number; name: string }>(admin.request, '/products', { sku, name: `Recalled ${sku}`, base_unit: 'each', tracks_lots: true });
  await admin.context().close();
  await received(page.request, site.id, goods.id, 30, { lot_code: lot });
  const shipment = await command(page.request, '/shipments', { warehouse_id: site.id, lines: [{ product_id: goods.id, quantity: 4 }] });

  const aisle = await as(browser, 'staff');
  await added(aisle.request, '/me/notifications/read', { up_to: Number.MAX_SAFE_INTEGER });
  await aisle.goto('/notifications');
  const bell = aisle.getByRole('link', { name: /^Notifications/ });
  await expect(bell).toHaveAccessibleName('Notifications');

  await page.goto(`/lots?search=${lot}`);
  await press(page.getByRole('link', { name: new RegExp(lot) }));
  await press(page.getByRole('link', { name: 'Recall it' }));
  await page.getByLabel('Reason').fill('Glass in the jar');
  await expect(page.getByRole('alert')).toContainText(`1 lot of ${goods.name} will be frozen`);
  await press(page.getByRole('button', { name: 'Freeze 1 lot' }));
  await expect(page.getByRole('heading', { level: 1 })).toContainText('RL-');
  await expect(page.getByRole('region', { name: 'Operations that held the goods' })).toContainText(shipment.number);
  await expect(bell, 'who has to find it is told at once').toHaveAccessibleName(/unread$/);
  await expect(aisle.getByRole('main')).toContainText(`lot ${lot} of ${sku}`);
  await aisle.context().close();
  const refused = await page.request.post('/api/v1/shipments', {
    data: { warehouse_id: site.id, lines: [{ product_id: goods.id, quantity: 1 }] }, headers: { 'Idempotency-Key': crypto.randomUUID(), Prefer: 'wait=20' },
  });
  expect(refused.status()).toBe(409);

  await press(page.getByRole('group', { name: site.name }).getByRole('button', { name: 'Confirm' }));
  const form = page.getByRole('dialog');
  await form.getByLabel('Found').fill('30');
  await form.getByLabel('Set aside in quarantine').fill('30');
  await press(form.getByRole('button', { name: 'Confirm' }));
  await expect(page.getByRole('group', { name: site.name })).toContainText('30 found of 30, 30 set aside');
  expect(await stockOf(page.request, goods.id, site.id)).toMatchObject({ on_hand: 30, available: 0 });
  await page.goto(`/lots?search=${lot}`);
  await expect(page.getByRole('link', { name: new RegExp(lot) })).toContainText('Recalled');
});
