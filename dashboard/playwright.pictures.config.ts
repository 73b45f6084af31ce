import { defineConfig } from '@playwright/test';
import base from './playwright.config';

/** Takes the pictures of the README: `make screens`. */
export default defineConfig({
  ...base,
  testMatch: /pictures\.ts/,
  projects: [{ name: 'pictures', use: { contextOptions: { reducedMotion: 'reduce' } } }],
});
