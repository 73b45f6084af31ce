import { describe, expect, it } from 'vitest';
import type { Body } from '@/services/types';
import { differenceOf, namesOf, presets, shapeOf } from './shape';

const column = (key: string, kind: Body<'ReportColumn'>['kind'] = 'number') => ({ key, kind, title: key });

describe('shapeOf', () => {
  it('draws a ranking as bars of what it is about', () => {
    const shape = shapeOf('turnover', 'product', [column('product_id', 'id'), column('warehouse', 'text'), column('product', 'text'), column('shipped'), column('turnover'), column('turnover_before')]);
    expect(shape).toMatchObject({ kind: 'bars', labels: [{ key: 'product' }, { key: 'warehouse' }], series: [{ key: 'turnover' }] });
  });
  it('draws a period as lines', () => {
    const shape = shapeOf('activity', 'week', [column('week', 'date'), column('received'), column('returned_out'), column('shipped')]);
    expect(shape).toMatchObject({ kind: 'lines', labels: [{ key: 'week' }], series: [{ key: 'received' }, { key: 'shipped' }] });
  });
  it('draws nothing of what has no figure', () => {
    expect(shapeOf('abc', 'product', [column('product', 'text')])).toBeUndefined();
  });
});

describe('namesOf', () => {
  const labels = [column('product', 'text'), column('category', 'text'), column('warehouse', 'text')];
  const show = (r: Record<string, unknown>, c: { key: string }) => String(r[c.key]);
  it('adds the warehouse where there are several', () => {
    expect(namesOf([{ product: 'Tea', category: 'Drinks', warehouse: 'CPH' }, { product: 'Tea', category: 'Food', warehouse: 'LIS' }], labels, show)).toEqual(['Tea · CPH', 'Tea · LIS']);
  });
  it('leaves out what is the same for all', () => {
    expect(namesOf([{ product: 'Tea', warehouse: 'CPH' }, { product: 'Oats', warehouse: 'CPH' }], labels, show)).toEqual(['Tea', 'Oats']);
  });
});

describe('differenceOf', () => {
  it.each([
    [{ shipped: 12, shipped_before: 10 }, { now: 12, before: 10, percent: 20 }],
    [{ shipped: 5, shipped_before: 10 }, { now: 5, before: 10, percent: -50 }],
    [{ shipped: 5, shipped_before: 0 }, { now: 5, before: 0 }],
    [{ shipped: 5 }, undefined],
    [{ shipped: 5, shipped_before: null }, undefined],
  ])('of %o', (row, want) => {
    expect(differenceOf(row, 'shipped')).toEqual(want);
  });
});

describe('presets', () => {
  const of = (today: string) => Object.fromEntries(presets(today).map((p) => [p.key, [p.from, p.to]]));
  it('end yesterday and know the months', () => {
    expect(of('2026-03-15')).toMatchObject({ d7: ['2026-03-08', '2026-03-14'], this_month: ['2026-03-01', '2026-03-14'], last_month: ['2026-02-01', '2026-02-28'], year: ['2026-01-01', '2026-03-14'] });
  });
  it('are no backward ranges on the first of a month', () => {
    for (const [from, to] of Object.values(of('2026-01-01'))) expect(from! <= to!).toBe(true);
  });
});
