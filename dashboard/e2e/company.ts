import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test as base, type APIRequestContext, type Browser, type Locator, type Page } from '@playwright/test';
import type { components } from '../src/services/api.gen';

type Schemas = components['schemas'];

/** The roles of the demo company. */
export const roles = ['staff', 'manager', 'admin'] as const;
export type Role = (typeof roles)[number];

/** emailOf is a demo login. */
export function emailOf(role: Role): string {
  return `${role}@demo.stockflow.example`;
}

/** statePath is where a role's session was kept. */
export function statePath(role: Role): string {
  return join(process.env.STOCKFLOW_E2E_STATE ?? '', `${role}.json`);
}

/** password is that of the demo logins. */
export function password(): string {
  return process.env.STOCKFLOW_DEMO_PASSWORD ?? '';
}

/** test runs against the system that globalSetup has started; role signs in beforehand. */
export const test = base.extend<{ role: Role | undefined }>({
  role: [undefined, { option: true }],
  storageState: async ({ role }, provide) => provide(role ? statePath(role) : { cookies: [], origins: [] }),
});

/** read asks the API. */
async function read<T>(api: APIRequestContext, path: string): Promise<T> {
  const answer = await api.get(`/api/v1${path}`);
  expect(answer.ok(), `${path}: ${answer.status()}`).toBe(true);
  return (await answer.json()) as T;
}

/** warehouses lists the sites. */
export async function warehouses(api: APIRequestContext): Promise<Schemas['Warehouse'][]> {
  return (await read<Schemas['WarehousePage']>(api, '/warehouses')).items;
}

/** product finds a product by its SKU. */
export async function product(api: APIRequestContext, sku: string): Promise<Schemas['Product']> {
  const found = (await read<Schemas['ProductPage']>(api, `/products?search=${sku}`)).items.find((p) => p.sku === sku);
  if (!found) throw new Error(`the demo company has no ${sku}`);
  return found;
}

/** stockOf is a product's figures in one warehouse. */
export async function stockOf(api: APIRequestContext, productId: number, warehouseId: number): Promise<Omit<Schemas['StockLevel'], 'warehouse'>> {
  const stock = await read<Schemas['ProductStock']>(api, `/products/${productId}/stock`);
  return stock.warehouses.find((l) => l.warehouse.id === warehouseId) ?? { on_hand: 0, reserved: 0, available: 0, in_transit: 0 };
}

/** operations lists documents. */
export async function operations(api: APIRequestContext, query: string): Promise<Schemas['OperationSummary'][]> {
  return (await read<Schemas['OperationPage']>(api, `/operations?limit=200&${query}`)).items;
}

/** operation is a document with everything about it. */
export async function operation(api: APIRequestContext, id: string): Promise<Schemas['Operation']> {
  return read(api, `/operations/${id}`);
}

/** command gives a command as another client would. */
export async function command(api: APIRequestContext, path: string, body: unknown): Promise<Schemas['CommandOutcome']> {
  const answer = await api.post(`/api/v1${path}`, { data: body, headers: { 'Idempotency-Key': crypto.randomUUID(), Prefer: 'wait=20' } });
  expect(answer.ok(), `${path}: ${answer.status()} ${await answer.text()}`).toBe(true);
  return (await answer.json()) as Schemas['CommandOutcome'];
}

/** received brings goods in, as another client would, and gives the receipt. */
export async function received(api: APIRequestContext, warehouseId: number, productId: number, quantity: number, where: { lot_code?: string; location_id?: number } = {}): Promise<string> {
  const { operation_id: id } = await command(api, '/receipts', { warehouse_id: warehouseId, lines: [{ product_id: productId, quantity }] });
  await command(api, `/receipts/${id}/receive`, { lines: [{ line_no: 1, quantity, ...where }] });
  return id;
}

/** idIn is the document whose page is open. */
export function idIn(page: Page): string {
  return /\/([0-9a-f-]{36})/.exec(page.url())![1]!;
}

/** press touches on a phone, and clicks on a desk. */
export async function press(target: Locator): Promise<void> {
  if (base.info().project.use.hasTouch) await target.tap();
  else await target.click();
}

/** scan types a code as a keyboard-wedge scanner does: into the field, and Enter. */
export async function scan(field: Locator, code: string): Promise<void> {
  await field.fill(code);
  await field.press('Enter');
}

/** as opens a page of somebody else's, beside that of the test. */
export async function as(browser: Browser, role: Role): Promise<Page> {
  const { viewport, hasTouch, isMobile } = base.info().project.use;
  const context = await browser.newContext({ storageState: statePath(role), baseURL: process.env.STOCKFLOW_URL, viewport, hasTouch, isMobile, locale: 'en-GB', serviceWorkers: 'block' });
  return context.newPage();
}

/** added creates what admins and managers create, by the API. */
export async function added<T>(api: APIRequestContext, path: string, body: unknown): Promise<T> {
  const answer = await api.post(`/api/v1${path}`, { data: body });
  expect(answer.ok(), `${path}: ${answer.status()} ${await answer.text()}`).toBe(true);
  return (await answer.json()) as T;
}

/** bins lists a warehouse's bins. */
export async function bins(api: APIRequestContext, warehouseId: number): Promise<Schemas['Location'][]> {
  return (await read<Schemas['LocationPage']>(api, `/warehouses/${warehouseId}/locations?limit=200`)).items;
}

/** alerts lists what needs attention. */
export async function alerts(api: APIRequestContext, query: string): Promise<Schemas['Alert'][]> {
  return (await read<Schemas['AlertPage']>(api, `/alerts?limit=200&${query}`)).items;
}

/** freshCode is unlike all others, for lots and SKUs of a test's own. */
export function freshCode(prefix: string): string {
  return `${prefix}-${Date.now().toString(36).toUpperCase()}`;
}

/** mailedLink waits for the last mail to an address and gives the path of the link in it. */
export async function mailedLink(to: string, path: string): Promise<string> {
  const file = process.env.STOCKFLOW_E2E_MAILS ?? '';
  const link = () => {
    const mail = (existsSync(file) ? readFileSync(file, 'utf8') : '').split(/^---- mail to /m).filter((m) => m.startsWith(`${to}:`)).at(-1);
    return new RegExp(`https?://[^/\\s]+(${path}\\S*)`).exec(mail ?? '')?.[1];
  };
  await expect.poll(link, { message: `a mail to ${to} with a link to ${path}` }).toBeTruthy();
  return link()!;
}
