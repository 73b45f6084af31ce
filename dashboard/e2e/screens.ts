import { AxeBuilder } from '@axe-core/playwright';
import { expect } from '@playwright/test';
import { test } from './company';
import { administrationScreens } from './screens/administration';
import { coreScreens } from './screens/core';
import { oversightScreens } from './screens/oversight';
import type { Screen } from './screens/screen';

/** screens is every page, with its forms and questions open. */
export const screens: Screen[] = [...coreScreens, ...oversightScreens, ...administrationScreens];

/** checkScreens declares a test for each screen. */
export function checkScreens(chosen: Screen[]): void {
  for (const screen of chosen) {
    test.describe(screen.name, () => {
      test.use({ role: screen.role });
      test('has no accessibility violations, by day and by night', async ({ page }) => {
        await page.emulateMedia({ reducedMotion: 'reduce' });
        await page.goto(await screen.path(page));
        await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
        await expect(page.getByRole('status', { name: 'Loading' })).toHaveCount(0);
        await screen.open?.(page);
        for (const colorScheme of ['light', 'dark'] as const) {
          await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
          // Without frames there is nothing to gather from other documents.
          const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
          expect(violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html).join(' ')}`), colorScheme).toEqual([]);
        }
        const sideways = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        expect(sideways, 'nothing sticks out sideways').toBeLessThanOrEqual(0);
      });
    });
  }
}
