import { describe, expect, it } from 'vitest';
import { product } from '@/test/factories';
import { addProduct, bodyOf, changeLine, emptyDraft, linesOf, piecesOf, removeLine, wantedOf } from './draft';

const tea = product();
const jam = product({ id: 12, sku: 'JAM-1', barcodes: [], packaging_units: [] });

describe('a draft', () => {
  it('counts on when the same is scanned again, newest first', () => {
    let d = addProduct(emptyDraft, tea, '4006381333931');
    d = addProduct(d, jam, 'JAM-1');
    d = addProduct(d, tea, '4006381333931');
    expect(d.lines.map((l) => [l.product.sku, l.quantity])).toEqual([['TEA-001', 2], ['JAM-1', 1]]);
    expect(linesOf(d)).toEqual([{ product_id: 12, quantity: 1 }, { product_id: 11, quantity: 2 }]);
  });
  it('takes a scanned case for a case', () => {
    const d = addProduct(emptyDraft, tea, '14006381333938');
    expect(d.lines[0]).toMatchObject({ unit: 'case', quantity: 1 });
    expect(piecesOf(d)).toBe(12);
    expect(linesOf(d)).toEqual([{ product_id: 11, quantity: 1, packaging_unit: 'case' }]);
  });
  it('joins lines that come to count the same unit', () => {
    let d = addProduct(addProduct(emptyDraft, tea), tea, undefined, 'case');
    expect(wantedOf(d, tea.id)).toBe(13);
    d = changeLine(d, 0, { unit: 'each' });
    expect(d.lines).toMatchObject([{ unit: 'each', quantity: 2 }]);
  });
  it('changes and removes lines', () => {
    const d = changeLine(addProduct(emptyDraft, tea), 0, { quantity: 7 });
    expect(piecesOf(d)).toBe(7);
    expect(removeLine(d, 0).lines).toEqual([]);
  });
  it('says only what was filled in', () => {
    const d = { ...addProduct(emptyDraft, tea), partner: ' Tea Traders ', destination: 2 };
    expect(bodyOf('receipt', 1, d)).toEqual({ warehouse_id: 1, supplier: 'Tea Traders', lines: [{ product_id: 11, quantity: 1 }] });
    expect(bodyOf('shipment', 1, d)).toMatchObject({ customer: 'Tea Traders', policy: 'all_or_nothing' });
    expect(bodyOf('transfer', 1, d)).toEqual({ from_warehouse_id: 1, to_warehouse_id: 2, lines: [{ product_id: 11, quantity: 1 }] });
  });
});
