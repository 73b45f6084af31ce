import { expect } from '@playwright/test';
import { alerts, press, product, test, warehouses } from './company';

test.use({ role: 'manager' });

test('limits are set where they are read', async ({ page }) => {
  const vinegar = await product(page.request, 'VIN-001');
  const site = (await warehouses(page.request)).find((w) => w.code === 'DEN')!;
  await page.goto(`/stock/${vinegar.id}`);
  const limits = page.getByRole('region', { name: 'Thresholds' });
  await press(limits.getByRole('button', { name: new RegExp(`${site.name}`) }));
  const form = page.getByRole('dialog');
  await form.getByLabel('Minimum').fill('50');
  await form.getByLabel('Maximum').fill('20');
  await press(form.getByRole('button', { name: 'Save' }));
  await expect(form.getByRole('alert')).toBeVisible();
  await expect(form.getByLabel('Maximum')).toBeFocused();
  await expect(form.getByLabel('Maximum')).toHaveAttribute('aria-invalid', 'true');
  await form.getByLabel('Maximum').fill('600');
  await press(form.getByRole('button', { name: 'Save' }));
  await expect(form).toHaveCount(0);
  await expect(limits).toContainText('Minimum 50 · Maximum 600');
  await page.goto('/thresholds?search=VIN-001');
  await expect(page.getByRole('main')).toContainText('Balsamic vinegar');
  await page.goto(`/stock/${vinegar.id}`);
  await press(limits.getByRole('button', { name: new RegExp(`${site.name}`) }));
  await press(form.getByRole('button', { name: 'Remove' }));
  await expect(limits).not.toContainText('Maximum 600');
});

test('an alert is taken, put off, and keeps its history', async ({ page }) => {
  const open = (await alerts(page.request, 'type=expiry&status=open')).at(-1)!;
  await page.goto(`/alerts/${open.id}`);
  await press(page.getByRole('button', { name: 'Take it' }));
  await expect(page.getByText('Mads Manager has it')).toBeVisible();
  await press(page.getByRole('button', { name: 'Snooze' }));
  await press(page.getByRole('radio', { name: /^24 h/ }));
  await press(page.getByRole('dialog').getByRole('button', { name: 'Snooze' }));
  await expect(page.getByRole('dialog')).toHaveCount(0);
  const history = page.getByRole('region', { name: 'History' });
  await expect(history).toContainText('Snoozed');
  await expect(history).toContainText('Assigned');
  expect((await alerts(page.request, 'status=snoozed')).map((a) => a.id)).toContain(open.id);
});

test('a report keeps its range in the address, downloads it, and is kept under a name', async ({ page }) => {
  await page.goto('/reports');
  await press(page.getByRole('link', { name: /^Activity/ }));
  await page.getByLabel('Range').selectOption({ label: 'Last 7 days' });
  await expect(page).toHaveURL(/from=\d{4}-\d\d-\d\d/);
  const address = page.url();
  await page.getByLabel('Warehouse', { exact: true }).selectOption({ label: 'Lisbon' });
  await expect(page).not.toHaveURL(address);
  const csv = await page.request.get((await page.getByRole('link', { name: 'CSV' }).getAttribute('href'))!);
  expect(csv.headers()['content-type']).toContain('text/csv');
  expect((await csv.text()).trim().split('\n')).toHaveLength(8);
  await press(page.getByRole('button', { name: 'Keep this view' }));
  await page.getByRole('dialog').getByLabel('Name').fill('Lisbon, this week');
  await press(page.getByRole('dialog').getByRole('button', { name: 'Save' }));
  await page.goto('/reports');
  await press(page.getByRole('link', { name: /Lisbon, this week/ }));
  await expect(page).toHaveURL(/from=\d{4}-\d\d-\d\d/);
  await expect(page.getByLabel('Warehouse', { exact: true })).toHaveValue(/\d+/);
});

test('a ranking is drawn with the figures of its table, and by whom', async ({ page }) => {
  const answer = await page.request.get('/api/v1/reports/movers?days=90&limit=15');
  const { items: rows } = (await answer.json()) as { items: { product: string; warehouse: string; shipped: number }[] };
  expect(rows).toHaveLength(15);
  await page.goto('/reports/movers?days=90');
  const chart = page.getByTestId('chart');
  await expect(chart.locator('.recharts-bar-rectangle path')).toHaveCount(15);
  const lengths = await chart.locator('.recharts-bar-rectangle path').evaluateAll((bars) => bars.map((b) => b.getBoundingClientRect().width));
  rows.forEach((r, n) => expect(lengths[n]! / lengths[0]!, `the bar of ${r.product}`).toBeCloseTo(r.shipped / rows[0]!.shipped, 1));
  await expect(chart.locator('.recharts-yAxis-tick-labels')).toContainText(rows[0]!.warehouse);
});

test('a level over time has a point a day, and half a year behind it', async ({ page }) => {
  const answer = await page.request.get('/api/v1/reports/stock-history');
  const { items: days } = (await answer.json()) as { items: { closing: number }[] };
  expect(days).toHaveLength(30);
  expect(new Set(days.map((d) => d.closing)).size, 'the level changes').toBeGreaterThan(15);
  await page.goto('/reports/stock-history');
  await expect(page.getByLabel('Range')).toHaveValue('d30');
  await expect(page.getByTestId('chart').locator('.recharts-line-dot')).toHaveCount(2 * days.length);
  await page.goto(`/stock/${(await product(page.request, 'TEA-001')).id}`);
  await press(page.getByText('365 days'));
  await expect(page.getByRole('region', { name: 'Level over time' }).locator('.recharts-line-curve, .recharts-area-curve').first()).toBeVisible();
});
