import type { Page } from '@playwright/test';

/** Smoothness is how a page moved while somebody scrolled. */
export interface Smoothness {
  framesPerSecond: number;
  /** The longest time without a new picture, in milliseconds. */
  longestFrame: number;
  /** The share of the time in tasks of 50 ms and more, during which nothing answers, in percent. */
  blockedPercent: number;
  /** How far it went, in pixels. */
  distance: number;
}

const scrollFor = 8_000;
const step = 240;

/** scrolled turns the wheel without a pause, and watches the pictures. */
export async function scrolled(page: Page): Promise<Smoothness> {
  const { width, height } = page.viewportSize()!;
  await page.mouse.move(width / 2, height / 2);
  const tasks = await watchTasks(page);
  await page.evaluate(() => {
    const seen = { frames: [] as number[], on: true };
    Object.assign(window, { seen });
    const tick = (at: number) => { seen.frames.push(at); if (seen.on) requestAnimationFrame(tick); };
    requestAnimationFrame(tick);
  });
  const until = Date.now() + scrollFor;
  while (Date.now() < until) await page.mouse.wheel(0, step);
  const { frames, distance } = await page.evaluate(() => {
    const { seen } = window as unknown as { seen: { frames: number[]; on: boolean } };
    seen.on = false;
    return { frames: seen.frames, distance: window.scrollY };
  });
  const took = frames.at(-1)! - frames[0]!;
  return {
    framesPerSecond: (1000 * (frames.length - 1)) / took,
    longestFrame: Math.max(...frames.slice(1).map((at, n) => at - frames[n]!)),
    blockedPercent: (100 * (await tasks()).reduce((n, t) => n + t, 0)) / took,
    distance,
  };
}

/** watchTasks begins to note the long tasks (50 ms and more); the function that it gives tells them, in milliseconds. */
export async function watchTasks(page: Page): Promise<() => Promise<number[]>> {
  await page.evaluate(() => {
    const tasks: number[] = [];
    Object.assign(window, { tasks });
    new PerformanceObserver((l) => tasks.push(...l.getEntries().map((e) => e.duration))).observe({ type: 'longtask' });
  });
  return () => page.evaluate(() => (window as unknown as { tasks: number[] }).tasks);
}
