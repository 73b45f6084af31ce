import { expect } from '@playwright/test';
import { added, alerts, as, command, freshCode, idIn, operation, press, received, stockOf, test, warehouses } from './company';

test.use({ role: 'staff' });

test('an alert of low stock leads to a transfer in one tap', async ({ page, browser }) => {
  const admin = await as(browser, 'admin');
  const sites = await warehouses(page.request);
  const [short, rich] = ['LIS', 'CPH'].map((code) => sites.find((w) => w.code === code)!) as [typeof sites[0], typeof sites[0]];
  const sku = freshCode('LOW');
  const goods = await added<{ id: number; name: string }>(admin.request, '/products', { sku, name: `Short ${sku}`, base_unit: 'each' });
  await received(admin.request, rich.id, goods.id, 200);
  await received(admin.request, short.id, goods.id, 12);
  for (const [site, minimum, target] of [[short, 10, 40], [rich, 20, 60]] as const) {
    expect((await admin.request.put(`/api/v1/products/${goods.id}/thresholds/${site.id}`, { data: { minimum, target } })).ok()).toBe(true);
  }

  // The shipment that crosses the minimum raises the alert.
  await command(page.request, '/shipments', { warehouse_id: short.id, lines: [{ product_id: goods.id, quantity: 6 }] });
  await expect.poll(async () => (await alerts(page.request, `search=${sku}`)).length).toBe(1);
  await page.goto(`/alerts?search=${sku}`);
  const card = page.getByRole('article').filter({ hasText: goods.name });
  await expect(card).toContainText('6 now, 10 is the limit');
  await press(card.getByRole('link', { name: 'Low stock' }));
  await press(page.getByRole('article', { name: `${goods.name}: ${rich.name} → ${short.name}` }).getByRole('button', { name: /^Transfer \d+/ }));
  await expect(page.getByRole('heading', { level: 1 })).toContainText('TR-');
  const transfer = await operation(page.request, idIn(page));
  expect(transfer).toMatchObject({ status: 'reserved', destination: { id: short.id } });
  expect(await stockOf(page.request, goods.id, rich.id)).toMatchObject({ reserved: transfer.totals.quantity });

  // When the goods have come, the alert is gone by itself.
  await command(page.request, `/transfers/${transfer.id}/dispatch`, {});
  await command(page.request, `/transfers/${transfer.id}/receive`, {});
  await expect.poll(async () => (await alerts(page.request, `search=${sku}&status=resolved`)).length).toBe(1);
  await admin.context().close();
});
