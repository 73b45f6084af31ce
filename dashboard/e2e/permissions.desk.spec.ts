import { expect } from '@playwright/test';
import { emailOf, password, test } from './company';

test.describe('nobody', () => {
  test('is asked to sign in, told what is wrong, and brought to where they wanted to go', async ({ page }) => {
    await page.goto('/stock?q=tea');
    await expect(page).toHaveURL(/\/login\?next=/);
    await page.getByLabel('E-mail').fill(emailOf('staff'));
    await page.getByLabel('Password', { exact: true }).fill('not the password');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expect(page.getByRole('alert')).toContainText('E-mail or password is wrong');
    await page.getByLabel('Password', { exact: true }).fill(password());
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expect(page).toHaveURL(/\/stock\?q=tea/);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await expect(page).toHaveURL(/\/login/);
    await page.goto('/operations');
    await expect(page).toHaveURL(/\/login/);
  });

  test('does not reach the workflow runs', async ({ request }) => {
    const answer = await request.get('/temporal/', { maxRedirects: 0 });
    expect(answer.status()).not.toBe(200);
  });
});

test.describe('staff', () => {
  test.use({ role: 'staff' });

  test('see and reach only what is theirs', async ({ page }) => {
    await page.goto('/');
    const nav = page.getByRole('navigation', { name: 'Main' });
    await expect(nav.getByRole('link', { name: 'In flight' })).toBeVisible();
    await expect(nav.getByRole('link', { name: /Approvals/ })).toHaveCount(0);
    await expect(page.getByRole('navigation', { name: 'Administration' })).toHaveCount(0);
    for (const path of [
      '/admin/users', '/admin/access-requests', '/admin/warehouses', '/admin/products', '/admin/categories', '/admin/imports', '/admin/reasons', '/admin/schedules',
      '/admin/channels', '/admin/audit', '/admin/health', '/approvals', '/overview', '/reports', '/reports/movers', '/thresholds', '/counts/new', '/recalls/new',
    ]) {
      await page.goto(path);
      await expect(page.getByRole('heading', { name: 'This page is not open to you' })).toBeVisible();
    }
    expect((await page.request.get('/api/v1/users')).status()).toBe(403);
    expect((await page.request.get('/temporal/', { maxRedirects: 0 })).status()).not.toBe(200);
  });
});

test.describe('an admin', () => {
  test.use({ role: 'admin' });

  test('reaches users and the workflow run of a document', async ({ page }) => {
    await page.goto('/admin/users');
    await expect(page.getByText(emailOf('manager'))).toBeVisible();
    await page.goto('/operations?kind=transfer');
    await page.getByRole('table').getByRole('link').first().click();
    const run = page.getByRole('link', { name: /workflow run/ });
    await expect(run).toHaveAttribute('href', /^\/temporal\/namespaces\/[^/]+\/workflows\/transfer-[0-9a-f-]{36}/);
    const answer = await page.request.get((await run.getAttribute('href'))!);
    expect(answer.status()).toBe(200);
    expect(await answer.text()).toContain('<html');
  });
});
