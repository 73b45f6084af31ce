import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: 'e2e',
  globalSetup: './e2e/globalSetup.ts',
  // One company is shared by all tests, on two cores.
  workers: 1,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  forbidOnly: Boolean(process.env.CI),
  reporter: [['list']],
  outputDir: 'test-results',
  use: {
    // Set by globalSetup, before the tests' own processes read this.
    baseURL: process.env.STOCKFLOW_URL,
    locale: 'en-GB',
    // A service worker would answer what a test wants to answer itself.
    serviceWorkers: 'block',
    timezoneId: 'Europe/Copenhagen',
    // Pictures in the trace would cost a quarter of the time; the one at the end of a failed test is enough.
    trace: { mode: 'retain-on-failure', screenshots: false },
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
    },
  },
  // A spec runs on a phone unless its name says desk; both runs on either.
  projects: [
    { name: 'phone', testIgnore: /\.desk\.spec\.ts/, use: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true } },
    { name: 'desk', testMatch: /\.(desk|both)\.spec\.ts/, use: { viewport: { width: 1440, height: 900 } } },
  ],
});
