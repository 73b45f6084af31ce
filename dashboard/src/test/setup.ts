import '@testing-library/jest-dom/vitest';
import { cleanup } from '@testing-library/react';
import { afterEach, vi } from 'vitest';

class NoResize {
  observe() { /* sizes never change here */ }
  unobserve() { /* idem */ }
  disconnect() { /* idem */ }
}

// jsdom lacks what Mantine and the scan field ask of a browser; the tests of
// pure logic run without any of it.
if (typeof window !== 'undefined') {
  afterEach(cleanup);
  Object.defineProperty(window, 'matchMedia', {
    value: (query: string) => ({
      matches: false, media: query, onchange: null,
      addListener: vi.fn(), removeListener: vi.fn(), addEventListener: vi.fn(), removeEventListener: vi.fn(), dispatchEvent: vi.fn(),
    }),
  });
  window.ResizeObserver = NoResize;
  window.HTMLElement.prototype.scrollIntoView = () => undefined;
}
