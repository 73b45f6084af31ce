import { gzipSync } from 'node:zlib';
import { expect } from '@playwright/test';
import { test } from './company';

test.use({ role: 'staff' });

test('the first screen takes 200 kB of JavaScript or less', async ({ page }) => {
  const scripts = new Map<string, Promise<Buffer>>();
  page.on('response', (r) => {
    if (new URL(r.url()).pathname.endsWith('.js')) scripts.set(r.url(), r.body());
  });
  await page.goto('/');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await page.waitForLoadState('load');
  const bodies = await Promise.all(scripts.values());
  expect(bodies.length).toBeGreaterThan(0);
  expect(bodies.reduce((n, b) => n + gzipSync(b).length, 0)).toBeLessThanOrEqual(200_000);
});
