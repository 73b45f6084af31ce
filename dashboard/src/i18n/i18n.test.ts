import { describe, expect, it } from 'vitest';
import { age, date, number, relative, t, tCode, tn } from '.';

const now = new Date('2026-05-01T12:00:00Z').getTime();

describe('texts', () => {
  it('fill their placeholders and choose by number', () => {
    expect(t('op.from_to', { from: 'North', to: 'South' })).toBe('North → South');
    expect(tn('lines', 1)).toBe('1 line');
    expect(tn('lines', 1200)).toBe('1,200 lines');
  });
  it('fall back to the code that the catalogue does not know', () => {
    expect(tCode('status', 'in_transit')).toBe('On the way');
    expect(tCode('status', 'brand_new')).toBe('brand new');
  });
});

describe('figures', () => {
  it('are written for the locale', () => {
    expect(number(1234567)).toBe('1,234,567');
    expect(date('2026-05-31')).toMatch(/31/);
  });
  it('say when, as seen from now', () => {
    expect(relative('2026-05-01T09:00:00Z', now)).toMatch(/3 h/);
    expect(relative('2026-05-03T12:00:00Z', now)).toMatch(/2 days/);
    expect(relative('2026-05-01T12:00:10Z', now)).toBe('just now');
    expect(age('2026-04-28T12:00:00Z', now)).toBe('3 days');
  });
});
