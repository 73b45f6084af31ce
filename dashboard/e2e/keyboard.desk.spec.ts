import { AxeBuilder } from '@axe-core/playwright';
import { expect } from '@playwright/test';
import { product, test } from './company';

test.describe('a manager', () => {
  test.use({ role: 'manager' });

  test('gets anywhere by keyboard alone', async ({ page }) => {
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await page.goto('/');
    await expect(page.getByRole('heading', { level: 1 })).toContainText('Hello');
    await page.keyboard.press('Control+k');
    const palette = page.getByRole('dialog', { name: 'Search and commands' });
    await expect(palette.getByPlaceholder('Where to, or what to do?')).toBeFocused();
    expect((await new AxeBuilder({ page }).analyze()).violations.map((v) => v.id)).toEqual([]);
    await page.keyboard.type('thresh');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('heading', { level: 1, name: 'Thresholds' })).toBeVisible();

    // What is no place is looked up.
    const tea = await product(page.request, 'TEA-001');
    await page.keyboard.press('Control+k');
    await expect(palette.getByPlaceholder('Where to, or what to do?')).toBeFocused();
    await page.keyboard.type(tea.sku);
    await page.keyboard.press('Enter');
    await expect(page.getByRole('heading', { name: tea.name })).toBeVisible();

    await page.keyboard.press('Control+/');
    await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toContainText('Go to In flight');
    expect((await new AxeBuilder({ page }).analyze()).violations.map((v) => v.id)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.keyboard.press('Alt+Shift+KeyI');
    await expect(page.getByRole('heading', { level: 1, name: 'In flight' })).toBeVisible();
    await page.keyboard.press('Alt+Shift+KeyT');
    await expect(page).toHaveURL(/\/transfers\/new/);
  });

  test('reaches the content past the navigation with one key', async ({ page }) => {
    await page.goto('/operations');
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await page.keyboard.press('Tab');
    await expect(page.getByRole('link', { name: 'Skip to content' })).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(page.getByRole('main')).toBeFocused();
  });
});

test.describe('staff', () => {
  test.use({ role: 'staff' });

  test('are not led where they may not go', async ({ page }) => {
    await page.goto('/');
    await expect(page.getByRole('heading', { level: 1 })).toContainText('Hello');
    await page.keyboard.press('Control+k');
    await expect(page.getByRole('dialog', { name: 'Search and commands' }).getByText('In flight')).toBeVisible();
    for (const place of ['Users', 'Schedules', 'Approvals', 'Reports']) {
      await expect(page.getByRole('dialog').getByText(place, { exact: true })).toHaveCount(0);
    }
  });
});
