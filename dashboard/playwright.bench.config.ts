import { defineConfig } from '@playwright/test';
import base from './playwright.config';

/** Measures the lists in a system that scripts/bench-lists.sh has started: `make bench-lists`. */
export default defineConfig({
  ...base,
  testDir: 'bench',
  testMatch: /lists\.ts/,
  globalSetup: [],
  // A trace takes pictures, which slows what is measured.
  use: { ...base.use, trace: 'off' },
  projects: [{ name: 'desk', use: { viewport: { width: 1440, height: 900 } } }, { name: 'phone', use: { viewport: { width: 390, height: 844 } } }],
});
