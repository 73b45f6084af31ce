import { describe, expect, it } from 'vitest';
import { operation, product } from '@/test/factories';
import { choose } from './lookup';
import { urgentFirst } from './queries';

describe('choose', () => {
  const tea = product();
  const other = product({ id: 12, sku: 'TEA-0012', name: 'Black tea', barcodes: [] });

  it('takes the product whose code it is exactly, among those that begin alike', () => {
    expect(choose('tea-001', [other, tea], [])).toMatchObject({ kind: 'product', product: { id: 11 } });
  });
  it('knows the case by its barcode', () => {
    expect(choose('14006381333938', [tea], [])).toMatchObject({ kind: 'product', unit: 'case' });
  });
  it('takes a document by its number first', () => {
    expect(choose('t-000007', [tea], [operation()])).toMatchObject({ kind: 'operation' });
  });
  it('asks where several fit, and says so where nothing does', () => {
    expect(choose('tea', [tea, other], [])).toMatchObject({ kind: 'several' });
    expect(choose('zzz', [], [])).toEqual({ kind: 'nothing' });
  });
});

describe('urgentFirst', () => {
  it('puts the loudest first and shows nothing twice', () => {
    const op = (id: string, attention: 'none' | 'overdue' | 'escalated' | 'reminded' = 'none') => operation({ id, attention });
    const list = urgentFirst([op('a', 'reminded'), op('b', 'escalated'), op('c', 'overdue')], [op('d'), op('a', 'reminded')]);
    expect(list.map((o) => o.id)).toEqual(['b', 'c', 'a', 'd']);
  });
});
