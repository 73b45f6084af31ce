import type { PackagingUnit, Product } from './types';

/** The most that the API takes in one line. */
export const maxQuantity = 1_000_000_000_000;

/** Measured is a product's base unit and the packagings of it. */
export type Measured = Pick<Product, 'base_unit' | 'packaging_units'>;

/** unitsOf lists what a quantity may count: the base unit first. */
export function unitsOf(product: Measured): PackagingUnit[] {
  return [{ name: product.base_unit, factor: 1 }, ...product.packaging_units.filter((u) => u.name !== product.base_unit)];
}

/** factorOf is how many base units one of a unit holds. */
export function factorOf(product: Measured, unit: string | undefined): number {
  return unitsOf(product).find((u) => u.name === unit)?.factor ?? 1;
}

/** scannedUnit is the packaging that a barcode stands on; undefined for the piece itself. */
export function scannedUnit(product: Pick<Product, 'barcodes'>, code: string): string | undefined {
  return product.barcodes.find((b) => b.barcode === code)?.packaging_unit;
}

/** isCode tells whether a scanned code names exactly this product. */
export function isCode(product: Pick<Product, 'sku' | 'barcodes'>, code: string): boolean {
  const c = code.trim();
  return product.sku.toLowerCase() === c.toLowerCase() || product.barcodes.some((b) => b.barcode === c);
}

/** parseQuantity reads a typed quantity: a whole number from 1, or undefined. */
export function parseQuantity(text: string, max = maxQuantity): number | undefined {
  const s = text.trim();
  if (!/^\d{1,13}$/.test(s)) return undefined;
  const n = Number(s);
  return n >= 1 && n <= max ? n : undefined;
}

/** inUnits writes a quantity of base units in the largest packaging that divides it: 24 → 2 case. */
export function inUnits(product: Measured, quantity: number): { count: number; unit: string } {
  const fitting = unitsOf(product).filter((u) => quantity > 0 && quantity % u.factor === 0);
  const best = fitting.reduce((a, b) => (b.factor > a.factor ? b : a), { name: product.base_unit, factor: 1 });
  return { count: quantity / best.factor, unit: best.name };
}
