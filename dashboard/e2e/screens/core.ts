import { expect } from '@playwright/test';
import { product } from '../company';
import { first, type Screen } from './screen';

/** coreScreens is the main job: scanning, documents and their steps. */
export const coreScreens: Screen[] = [
  { name: 'login', path: () => '/login' },
  { name: 'home', role: 'staff', wide: true, path: () => '/' },
  { name: 'a scanned product', role: 'staff', path: async (page) => `/?scan=${(await product(page.request, 'JUI-002')).barcodes[0]!.barcode}` },
  { name: 'stock', role: 'staff', path: () => '/stock' },
  { name: 'product', role: 'staff', wide: true, path: async (page) => `/stock/${(await product(page.request, 'JUI-002')).id}` },
  { name: 'a new transfer', role: 'staff', path: async (page) => `/transfers/new?product=${(await product(page.request, 'JUI-002')).id}` },
  { name: 'in flight', role: 'manager', wide: true, path: () => '/operations' },
  { name: 'receipt', role: 'manager', wide: true, path: first('receipt', '/receipts/$id') },
  { name: 'receiving', role: 'manager', path: first('receipt', '/receipts/$id?step=receive', 'status=expected'), open: async (page) => {
    await page.getByRole('region', { name: 'Still expected' }).getByRole('button').first().click();
  } },
  { name: 'picking', role: 'manager', path: first('shipment', '/shipments/$id?step=pick', 'status=reserved') },
  { name: 'dispatching', role: 'manager', path: first('transfer', '/transfers/$id?step=dispatch', 'status=reserved') },
  { name: 'a question', role: 'manager', path: first('shipment', '/shipments/$id', 'status=reserved'), open: async (page) => {
    await page.getByRole('button', { name: 'Cancel', exact: true }).click();
    await expect(page.getByRole('dialog')).toBeVisible();
  } },
  { name: 'approvals', role: 'manager', path: () => '/approvals' },
  { name: 'users', role: 'admin', wide: true, path: () => '/admin/users', open: async (page) => {
    await page.getByRole('button', { name: 'Add a user' }).click();
    await expect(page.getByRole('dialog')).toBeVisible();
  } },
  { name: 'warehouse', role: 'admin', path: () => '/admin/warehouses/1' },
  { name: 'products', role: 'admin', path: () => '/admin/products' },
  { name: 'more', role: 'admin', path: () => '/more' },
];
