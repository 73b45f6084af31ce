import react from '@vitejs/plugin-react';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { VitePWA } from 'vite-plugin-pwa';
import { defineConfig } from 'vitest/config';

// In development the API runs beside the Vite server.
const api = process.env.STOCKFLOW_API_URL ?? 'http://127.0.0.1:8080';

const contract = createHash('sha256').update(readFileSync(new URL('src/services/api.gen.ts', import.meta.url))).digest('hex').slice(0, 12);


export default defineConfig({
  plugins: [
    react(),
    VitePWA({
      strategies: 'injectManifest', srcDir: 'src', filename: 'sw.ts', registerType: 'prompt', injectRegister: false,
      injectManifest: { globPatterns: ['**/*.{js,css,html,svg,png,wasm}'], maximumFileSizeToCacheInBytes: 4_000_000 },
      manifest: {
        name: 'Stockflow', short_name: 'Stockflow', description: 'Receive, ship and transfer stock, and see where every piece is.',
        start_url: '/', scope: '/', display: 'standalone', orientation: 'any', background_color: '#f5f7f6', theme_color: '#0f5c4f',
        icons: [
          { src: '/icon-192.png', sizes: '192x192', type: 'image/png' },
          { src: '/icon-512.png', sizes: '512x512', type: 'image/png' },
          { src: '/icon-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
        ],
        shortcuts: [
          { name: 'Receive', url: '/receipts/new' }, { name: 'Ship', url: '/shipments/new' }, { name: 'Transfer', url: '/transfers/new' },
        ],
      },
    }),
  ],
  define: { __CONTRACT__: JSON.stringify(contract) },
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  build: {
    target: 'es2022',
    // The API embeds dist: what an earlier build left must not pile up, but
    // the placeholder that lets Go build without it stays.
    emptyOutDir: true,
    // A hundred crumbs compress badly: what the first screen needs comes as one
    // file, and what pages share in as few as don't bring what a page won't use.
    rolldownOptions: { output: {
      codeSplitting: { groups: [
        { name: 'first', tags: ['$initial'], priority: 2 },
        { name: 'shared', minShareCount: 4, entriesAware: true, entriesAwareMergeThreshold: 3_000 },
      ] },
      chunkFileNames: ({ name }) => `assets/${name.split('~')[0]}-[hash].js`,
    } },
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
