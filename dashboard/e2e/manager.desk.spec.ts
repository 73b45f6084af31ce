import { expect } from '@playwright/test';
import { command, operation, operations, product, test, warehouses } from './company';

test.use({ role: 'manager' });

test('the list in flight is live and keeps its filters in the address', async ({ page }) => {
  const api = page.request;
  const [site] = await warehouses(api);
  const tea = await product(api, 'TEA-001');
  await page.goto('/operations');
  await expect(page.getByText('Live', { exact: true })).toBeVisible();
  await page.getByRole('radiogroup', { name: 'Kind' }).getByText('Receipts').click();
  await expect(page).toHaveURL(/kind=receipt/);
  const made = await command(api, '/receipts', { warehouse_id: site!.id, supplier: 'Live Ltd', lines: [{ product_id: tea.id, quantity: 5 }] });
  await expect(page.getByRole('link', { name: made.number })).toBeVisible();
  await page.reload();
  await expect(page.getByRole('link', { name: made.number })).toBeVisible();
  await expect(page.getByRole('link', { name: /^TR-/ })).toHaveCount(0);
});

test('a large transfer is approved from the inbox', async ({ page }) => {
  const api = page.request;
  const waiting = await operations(api, 'kind=transfer&status=awaiting_approval');
  const transfer = waiting[0]!;
  await page.goto('/approvals');
  const card = page.getByRole('article').filter({ hasText: transfer.number });
  await card.getByRole('button', { name: 'Approve' }).click();
  await expect(card).toHaveCount(0);
  expect(await operation(api, transfer.id)).toMatchObject({ status: 'reserved' });
});

test('a discrepancy is settled, and cancelling says its consequences first', async ({ page }) => {
  const api = page.request;
  const [discrepancy] = await operations(api, 'kind=transfer&status=discrepancy');
  await page.goto(`/transfers/${discrepancy!.id}`);
  await page.getByRole('button', { name: 'Settle', exact: true }).click();
  await page.getByRole('radio', { name: /Lost/ }).first().click();
  await page.getByRole('button', { name: /^Settle \d/ }).first().click();
  await expect.poll(async () => (await operation(api, discrepancy!.id)).totals.lost).toBeGreaterThan(0);

  const [onRoad] = await operations(api, 'kind=transfer&status=in_transit');
  await page.goto(`/transfers/${onRoad!.id}`);
  await page.getByRole('button', { name: 'Call it back' }).click();
  await expect(page.getByRole('dialog')).toContainText('must be received at');
  await page.getByRole('dialog').getByRole('button', { name: 'Call it back' }).click();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(page.getByText('Coming back').first()).toBeVisible();
  expect(await operation(api, onRoad!.id)).toMatchObject({ status: 'returning' });
});
