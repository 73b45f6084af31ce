import { expect } from '@playwright/test';
import { operations, product, test } from './company';

test.use({ role: 'staff' });

test('a lost answer and a double tap start one receipt', async ({ page }) => {
  const tea = await product(page.request, 'TEA-001');
  const reference = `LOST-${Date.now()}`;
  await page.goto(`/receipts/new?product=${tea.id}`);
  await page.getByRole('button', { name: 'More details' }).tap();
  await page.getByLabel('Reference').fill(reference);

  const keys: (string | undefined)[] = [];
  await page.route('**/api/v1/receipts', async (route) => {
    keys.push(route.request().headers()['idempotency-key']);
    if (keys.length > 1) return route.continue();
    // It arrives and is posted, but its answer never comes back.
    await route.fetch();
    return route.abort('connectionreset');
  });
  await page.getByRole('button', { name: /Start receipt/ }).dblclick();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('RC-');
  expect(keys).toHaveLength(2);
  expect(keys[0]).toBe(keys[1]);
  expect(await operations(page.request, `search=${reference}`)).toHaveLength(1);
});
