import { expect } from '@playwright/test';
import { product, test } from './company';

test.use({ role: 'manager', locale: 'de-DE' });

test('a browser that prefers German gets German words, numbers and dates', async ({ page }) => {
  await page.goto('/');
  await expect(page.locator('html')).toHaveAttribute('lang', 'de');
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Hallo');
  await expect(page.getByRole('textbox', { name: 'Scannen oder suchen' })).toBeVisible();
  const lids = await product(page.request, 'LID-001');
  await page.goto(`/stock/${lids.id}`);
  await expect(page.getByRole('heading', { name: 'Nach Lagerplatz und Charge' })).toBeVisible();
  await expect(page.getByRole('main')).toContainText(/\d\.\d{3}(?!\d)/);
  const tea = await product(page.request, 'TEA-001');
  await page.goto(`/stock/${tea.id}`);
  await expect(page.getByRole('main')).toContainText(/(läuft|abgelaufen) \d{2}\.\d{2}\.\d{4}/);
  await page.goto('/operations');
  await expect(page.getByRole('heading', { level: 1, name: 'Laufend' })).toBeVisible();
  await expect(page.getByRole('main')).toContainText('Wartet auf Freigabe');
  for (const path of ['/', '/operations', '/stock', '/more', '/alerts', '/approvals', '/counts/new', '/reports/activity', '/admin/audit']) {
    await page.goto(path);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await expect(page.getByRole('status', { name: 'Lädt' })).toHaveCount(0);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth), path).toBeLessThanOrEqual(0);
  }
});

test('the language is a choice that stays', async ({ page }) => {
  await page.goto('/account');
  await expect(page.getByRole('heading', { level: 1, name: 'Mein Konto' })).toBeVisible();
  await page.getByLabel('Language / Sprache').selectOption('en');
  await expect(page.getByRole('heading', { level: 1, name: 'My account' })).toBeVisible();
  await page.reload();
  await expect(page.getByRole('heading', { level: 1, name: 'My account' })).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
});
