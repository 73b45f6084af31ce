import { describe, expect, it } from 'vitest';
import { readGs1, sameGtin } from './gs1';

const gs = '\u001d';

describe('readGs1', () => {
  it.each([
    ['as a scanner sends it', `]C1010400638133393117310228${'10L2605'}${gs}3012`, { gtin: '04006381333931', expiresOn: '2031-02-28', lot: 'L2605', count: 12 }],
    ['in brackets', '(01)04006381333931(10)L26-05(37)6', { gtin: '04006381333931', lot: 'L26-05', count: 6 }],
    ['with a month only', '010400638133393117280200', { gtin: '04006381333931', expiresOn: '2028-02-29' }],
    ['with a lot that looks like an identifier', `010400638133393110${'17'}${gs}17310101`, { gtin: '04006381333931', lot: '17', expiresOn: '2031-01-01' }],
  ])('reads a code %s', (_, code, want) => {
    expect(readGs1(code)).toEqual(want);
  });
  it.each([['a plain barcode', '4006381333931'], ['a short item number', '0104006381'], ['an unknown identifier', `0104006381333931${gs}99X`], ['words', 'green tea'], ['nothing', '']])('leaves %s alone', (_, code) => {
    expect(readGs1(code)).toBeUndefined();
  });
});

describe('sameGtin', () => {
  it('knows an EAN-13 within a GTIN-14', () => {
    expect(sameGtin('4006381333931', '04006381333931')).toBe(true);
    expect(sameGtin('4006381333931', '14006381333938')).toBe(false);
    expect(sameGtin('TEA-001', 'TEA-001')).toBe(false);
  });
});
