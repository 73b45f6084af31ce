import react from '@vitejs/plugin-react';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

// In development the API runs beside the Vite server.
const api = process.env.STOCKFLOW_API_URL ?? 'http://127.0.0.1:8080';

export default defineConfig({
  plugins: [react()],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  build: {
    target: 'es2022',
    // The API embeds dist: what an earlier build left must not pile up, but
    // the placeholder that lets Go build without it stays.
    emptyOutDir: true,
  },
  server: {
    proxy: Object.fromEntries(['/api', '/temporal', '/healthz', '/readyz'].map((path) => [path, { target: api }])),
  },
  test: {
    // Tests of components ask for jsdom in their first line.
    environment: 'node',
    include: ['src/**/*.test.{ts,tsx}'],
    setupFiles: ['src/test/setup.ts'],
    restoreMocks: true,
    // Typing into components takes its time on a busy machine.
    testTimeout: 30_000,
  },
});
