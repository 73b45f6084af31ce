import { expect, type Page } from '@playwright/test';
import { operations, product, test } from './company';

test.use({ role: 'manager' });

interface Ask { path: string; from: number; to: number }

/** chain is the longest row of questions each of which was asked after the one before was answered. */
function chain(asked: Ask[]): Ask[] {
  const longest = new Map<Ask, Ask[]>();
  for (const a of asked.toSorted((x, y) => x.from - y.from)) {
    const before = [...longest.values()].filter((c) => c.at(-1)!.to <= a.from);
    longest.set(a, [...before.reduce<Ask[]>((best, c) => (c.length > best.length ? c : best), []), a]);
  }
  return [...longest.values()].reduce((best, c) => (c.length > best.length ? c : best), []);
}

/** far is how long an answer is on its way here, in milliseconds: what is asked at once overlaps. */
const far = 400;

/** opened opens an address as somebody who follows a link to it, and gives what the API was asked until it was there. */
async function opened(page: Page, address: string): Promise<Ask[]> {
  const asked = new Map<string, Ask>();
  // No page waits for the stream of events, for the frame's figures, and for
  // what a workflow adds to its document.
  const beside = ['/api/v1/events', '/api/v1/me/notifications', '/api/v1/approvals', '/api/v1/alerts/summary'];
  await page.route(({ pathname }) => pathname.startsWith('/api/') && !beside.includes(pathname) && !pathname.endsWith('/live'), async (route) => {
    const url = new URL(route.request().url());
    const from = performance.now();
    await new Promise((r) => setTimeout(r, far));
    // What the stream of events has read again was there before.
    if (!asked.has(url.href)) asked.set(url.href, { path: url.pathname, from, to: performance.now() });
    await route.continue();
  });
  await page.goto(address);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(page.getByRole('status', { name: 'Loading' })).toHaveCount(0);
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  return [...asked.values()];
}

test('no page asks the API more than twice in a row before it is there', async ({ page }) => {
  const tea = await product(page.request, 'TEA-001');
  const [shipment] = await operations(page.request, 'kind=shipment&status=reserved');
  for (const address of ['/', '/overview', '/stock', `/stock/${tea.id}`, '/operations', `/shipments/${shipment!.id}`, '/alerts', '/lots', '/thresholds', '/reports', '/reports/movers', '/admin/products']) {
    const asked = await opened(page, address);
    expect(asked.length, address).toBeGreaterThan(0);
    const paths = chain(asked).map((a) => a.path);
    expect(paths.length, `${address}: ${paths.join(' → ')}`).toBeLessThanOrEqual(2);
  }
});
