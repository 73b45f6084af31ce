import { expect, test, type Page } from '@playwright/test';
import { scrolled, watchTasks } from './smoothness';

const { STOCKFLOW_URL: url, BENCH_EMAIL: email, BENCH_PASSWORD: password } = process.env;

const lists = ['/stock', '/admin/products', '/lots', '/thresholds'];
/** What somebody looks for, letter by letter; a company of any scale has it. */
const words = ['steel bolt', 'SKU-0000321', 'organic coffee'];
const pause = 80;

test.beforeEach(async ({ page }) => {
  const answer = await page.request.post(`${url}/api/v1/session`, { data: { email, password } });
  expect(answer.ok(), await answer.text()).toBe(true);
});

// The floor is a document of plain lines in the same browser.
test('scrolling without a pause', async ({ page }) => {
  test.setTimeout(300_000);
  await page.setContent(`<body>${Array.from({ length: 20_000 }, (_, n) => `<p>Line ${n}</p>`).join('')}`);
  const floor = await scrolled(page);
  const found = { 'plain lines (floor)': rounded(floor) };
  for (const path of lists) {
    await page.goto(`${url}${path}`);
    await expect(page.getByRole('listitem').first()).toBeVisible();
    const s = await scrolled(page);
    Object.assign(found, { [path]: { ...rounded(s), ofFloor: (s.framesPerSecond / floor.framesPerSecond).toFixed(2) } });
  }
  console.table(found);
});

// The floor is what the API takes for the same question, asked from the same page.
test('looking something up', async ({ page }) => {
  test.setTimeout(120_000);
  await page.goto(`${url}/stock`);
  const found = {};
  for (const text of words) {
    const shown = await searched(page, text);
    const asked = await page.evaluate(async (wanted) => {
      const begun = performance.now();
      await (await fetch(`/api/v1/stock?limit=50&search=${encodeURIComponent(wanted)}`)).json();
      return performance.now() - begun;
    }, text);
    Object.assign(found, { [text]: { ...rounded({ ...shown, api: asked }), ofFloor: (shown.shown / asked).toFixed(1) } });
  }
  console.table(found);
});

/** searched types a text and tells how long its first answer takes after the last letter, in milliseconds. */
async function searched(page: Page, text: string): Promise<{ shown: number; longestTask: number }> {
  const field = page.getByRole('searchbox');
  await field.fill('');
  await expect(page.getByRole('listitem').nth(5)).toBeVisible();
  const tasks = await watchTasks(page);
  await field.pressSequentially(text, { delay: pause });
  const shown = await page.evaluate((wanted) => new Promise<number>((done) => {
    const typed = performance.now();
    const look = () => {
      const first = document.querySelector('main [role=listitem]')?.textContent?.toLowerCase() ?? '';
      const settled = !document.querySelector('main [aria-busy=true]');
      if (settled && wanted.toLowerCase().split(' ').every((w) => first.includes(w))) done(performance.now() - typed);
      else requestAnimationFrame(look);
    };
    look();
  }), text);
  return { shown, longestTask: Math.max(0, ...(await tasks())) };
}

function rounded(of: object): Record<string, number> {
  return Object.fromEntries(Object.entries(of).map(([k, v]) => [k, Math.round(Number(v))]));
}
