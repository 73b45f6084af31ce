import { describe, expect, it } from 'vitest';
import { etaIn, etaOfInput } from './eta';

describe('an ETA', () => {
  it('is the end of a working day', () => {
    const at = new Date(etaIn(1, new Date(2026, 4, 1, 9, 30)));
    expect([at.getDate(), at.getHours(), at.getMinutes()]).toEqual([2, 18, 0]);
  });
  it('lies ahead late in the day', () => {
    const now = new Date(2026, 4, 1, 22, 0);
    expect(new Date(etaIn(0, now)).getTime()).toBe(now.getTime() + 2 * 3_600_000);
  });
  it('is read from a field', () => {
    expect(etaOfInput('2026-05-02T10:00')).toBe(new Date(2026, 4, 2, 10).toISOString());
    expect(etaOfInput('')).toBeUndefined();
  });
});
