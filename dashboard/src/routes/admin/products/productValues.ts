import type { Body, Product } from '@/services/types';

/** ProductValues is a product as its form holds it. */
export interface ProductValues {
  sku: string;
  name: string;
  category: string;
  description: string;
  unit: string;
  /** Empty: none. */
  reorder: number | '';
  /** Days before expiry; empty: none. */
  warning: number | '';
  packaging: { name: string; factor: number }[];
  /** An empty unit is the base unit. */
  barcodes: { barcode: string; unit: string; type?: 'gtin' | 'other' }[];
  lots: boolean;
  expiry: boolean;
  active: boolean;
  /** Retire it although it is still there. */
  runDown: boolean;
}

/** emptyProduct is a product that nobody has described yet. */
export const emptyProduct: ProductValues = {
  sku: '', name: '', category: '', description: '', unit: 'each', reorder: '', warning: '', packaging: [], barcodes: [], lots: false, expiry: false, active: true, runDown: false,
};

/** productValues fills the form with a product. */
export function productValues(p: Product): ProductValues {
  return {
    sku: p.sku, name: p.name, category: p.category, description: p.description, unit: p.base_unit, reorder: p.reorder_level || '', warning: p.expiry_warning_days ?? '',
    packaging: p.packaging_units.map(({ name, factor }) => ({ name, factor })), barcodes: p.barcodes.map((b) => ({ barcode: b.barcode, unit: b.packaging_unit ?? '', type: b.type })),
    lots: p.tracks_lots, expiry: p.tracks_expiry, active: p.status === 'active', runDown: false,
  };
}

// So that a mistyped digit is noticed. A code of one's own that was saved as such stays one.
function looksLikeGtin(code: string): boolean {
  return /^(\d{8}|\d{12,14})$/.test(code);
}

/** productBody is what the API is told of the form, without SKU and status. */
export function productBody(v: ProductValues): Omit<Body<'NewProduct'>, 'sku'> {
  return {
    name: v.name.trim(), category: v.category.trim(), description: v.description.trim(), base_unit: v.unit.trim() || 'each',
    tracks_lots: v.lots || v.expiry, tracks_expiry: v.expiry, reorder_level: Number(v.reorder) || 0,
    ...(v.expiry && v.warning !== '' ? { expiry_warning_days: v.warning } : {}),
    packaging_units: v.packaging.map((p) => ({ name: p.name.trim(), factor: Number(p.factor) })),
    barcodes: v.barcodes.filter((b) => b.barcode.trim()).map((b) => ({
      barcode: b.barcode.trim(), ...(b.type !== 'other' && looksLikeGtin(b.barcode.trim()) ? { type: 'gtin' as const } : {}), ...(b.unit ? { packaging_unit: b.unit } : {}),
    })),
  };
}
