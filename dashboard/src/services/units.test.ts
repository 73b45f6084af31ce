import { describe, expect, it } from 'vitest';
import { product } from '@/test/factories';
import { factorOf, inUnits, isCode, parseQuantity, scannedUnit } from './units';

describe('units', () => {
  it('counts a case as its pieces', () => {
    expect(factorOf(product(), 'case')).toBe(12);
    expect(factorOf(product(), 'each')).toBe(1);
    expect(factorOf(product(), 'pallet')).toBe(1);
  });
  it('knows the packaging that a barcode stands on', () => {
    expect(scannedUnit(product(), '14006381333938')).toBe('case');
    expect(scannedUnit(product(), '4006381333931')).toBeUndefined();
  });
  it('recognises a product by SKU, in any case, and by barcode', () => {
    expect(isCode(product(), ' tea-001 ')).toBe(true);
    expect(isCode(product(), '4006381333931')).toBe(true);
    expect(isCode(product(), 'TEA')).toBe(false);
  });
  it('writes a quantity in the largest packaging that divides it', () => {
    expect(inUnits(product(), 24)).toEqual({ count: 2, unit: 'case' });
    expect(inUnits(product(), 25)).toEqual({ count: 25, unit: 'each' });
    expect(inUnits(product(), 0)).toEqual({ count: 0, unit: 'each' });
  });
  it.each([['1', 1], [' 12 ', 12], ['0', undefined], ['-1', undefined], ['1.5', undefined], ['1e3', undefined], ['', undefined], ['9999999999999', undefined], ['1000000000000', 1e12]])(
    'reads %j as %j', (text, n) => expect(parseQuantity(text)).toBe(n),
  );
});
