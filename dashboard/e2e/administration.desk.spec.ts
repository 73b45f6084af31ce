import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from '@playwright/test';
import { freshCode, product, test } from './company';

test.use({ role: 'admin' });

test('a schedule is moved, with its next runs shown before, and paused', async ({ page }) => {
  await page.goto('/admin/schedules/reconciliation');
  const cron = page.getByLabel('Cron line');
  await cron.fill('61 * * * *');
  await expect(cron).toHaveAttribute('aria-invalid', 'true');
  await expect(page.getByRole('button', { name: 'Save' })).toBeDisabled();
  await cron.fill('30 5 * * 1-5');
  await page.getByLabel('Time zone').fill('Asia/Kolkata');
  await expect(page.getByRole('status').filter({ hasText: 'The next runs would be' })).toContainText('05:30');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Schedule saved')).toBeVisible();
  await page.getByRole('button', { name: 'Pause' }).click();
  await expect(page.getByRole('button', { name: 'Resume' })).toBeVisible();
  await page.getByRole('button', { name: 'Run now' }).click();
  await expect(page.getByRole('region', { name: 'Runs' }).getByText('Succeeded').first()).toBeVisible({ timeout: 40_000 });
  const run = page.getByRole('region', { name: 'Runs' }).getByRole('link').first();
  expect((await page.request.get((await run.getAttribute('href'))!)).status()).toBe(200);
  await page.getByRole('button', { name: 'Resume' }).click();
  await page.getByRole('button', { name: /^Back to/ }).click();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('button', { name: /^Back to/ })).toHaveCount(0);

  // What was done is on record.
  await page.goto('/admin/audit?action=update_schedule');
  await expect(page.getByRole('main')).toContainText('schedule reconciliation');
});

test('a channel is tried before it is trusted', async ({ page }) => {
  const heard: string[] = [];
  const room = createServer((request, answer) => {
    let body = '';
    request.on('data', (part: Buffer) => { body += part.toString(); });
    request.on('end', () => { heard.push(body); answer.end('ok'); });
  });
  await new Promise<void>((ready) => room.listen(0, '127.0.0.1', ready));
  const { port } = room.address() as AddressInfo;
  const name = freshCode('ROOM');
  await page.goto('/admin/channels');
  await page.getByRole('button', { name: 'Add a channel' }).click();
  const form = page.getByRole('dialog');
  await form.getByLabel('Name').fill(name);
  await form.getByLabel('Address with its secrets').fill(`http://127.0.0.1:${port}/hook`);
  await form.getByRole('button', { name: 'Save' }).click();
  const card = page.getByRole('article').filter({ hasText: name });
  // Addresses of one's own network are out of bounds until an admin says otherwise.
  await card.getByRole('button', { name: 'Test' }).click();
  await expect(card).toContainText('Not sent:');
  expect(heard).toHaveLength(0);
  await card.getByRole('button', { name: 'Edit' }).click();
  await form.getByRole('switch', { name: 'May reach private addresses' }).click();
  await form.getByRole('button', { name: 'Save' }).click();
  await expect(form).toHaveCount(0);
  await card.getByRole('button', { name: 'Test' }).click();
  await expect(card).toContainText('Sent.');
  expect(heard).toHaveLength(1);
  expect(await page.content(), 'the address is never shown again').not.toContain('/hook');
  await new Promise((closed) => room.close(closed));
});

test('a file is checked, its errors told, and the repaired one imported', async ({ page }) => {
  const sku = freshCode('IMP');
  const good = `sku,name,base_unit\n${sku},Imported ${sku},each\n`;
  await page.goto('/admin/imports');
  await page.locator('input[type=file]').setInputFiles({ name: 'wrong.csv', mimeType: 'text/csv', buffer: Buffer.from(`${good},No SKU,each\n`) });
  await page.getByRole('button', { name: 'Check the file' }).click();
  await expect(page.getByRole('table', { name: 'Errors' })).toContainText('sku', { timeout: 30_000 });
  const report = await page.request.get((await page.getByRole('link', { name: 'CSV' }).getAttribute('href'))!);
  expect(await report.text()).toContain('sku');
  await page.goto('/admin/imports');
  await page.locator('input[type=file]').setInputFiles({ name: 'right.csv', mimeType: 'text/csv', buffer: Buffer.from(good) });
  await page.getByRole('switch', { name: 'Check only' }).click();
  await page.getByRole('button', { name: 'Import', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'right.csv' })).toBeVisible();
  await expect(page.getByRole('main').getByText('Done', { exact: true })).toBeVisible({ timeout: 30_000 });
  expect(await product(page.request, sku)).toMatchObject({ name: `Imported ${sku}` });
});
