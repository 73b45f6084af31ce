import { describe, expect, it } from 'vitest';
import { emptyProduct, productBody } from './productValues';

describe('a barcode', () => {
  it.each([
    ['4006381333931', undefined, 'gtin'],
    ['96385074', undefined, 'gtin'],
    [' 04006381333931 ', undefined, 'gtin'],
    ['123456789', undefined, undefined],
    ['SHELF-17', undefined, undefined],
    ['12345678', 'other' as const, undefined],
  ])('%s (%s) is held against the rules of %s', (barcode, type, expected) => {
    expect(productBody({ ...emptyProduct, name: 'Tea', barcodes: [{ barcode, unit: '', type }] }).barcodes).toEqual([
      { barcode: barcode.trim(), ...(expected ? { type: expected } : {}) },
    ]);
  });
});
