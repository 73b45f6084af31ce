import { expect } from '@playwright/test';
import { emailOf, idIn, operation, password, product, stockOf, test, warehouses } from './company';

test('a transfer from the scan to the receipt, on a phone', async ({ page, request }) => {
  await page.goto('/');
  await page.getByLabel('E-mail').fill(emailOf('staff'));
  await page.getByLabel('Password', { exact: true }).fill(password());
  await page.getByRole('button', { name: 'Sign in' }).tap();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Hello');

  // The request context shares the browser's session from here on.
  const api = page.request;
  const sites = await warehouses(api);
  const source = sites.find((w) => w.code === 'CPH')!;
  const destination = sites.find((w) => w.code === 'LIS')!;
  await page.getByLabel('I work in').selectOption({ label: source.name });
  const rice = await product(api, 'RIC-001');
  const [sourceBefore, destinationBefore] = await Promise.all([stockOf(api, rice.id, source.id), stockOf(api, rice.id, destination.id)]);
  expect(sourceBefore.available).toBeGreaterThan(2);

  // A wedge scanner types into the focused field and ends with Enter.
  await expect(page.getByLabel('Scan or search')).toBeFocused();
  await page.keyboard.type(rice.barcodes.find((b) => !b.packaging_unit)!.barcode);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: rice.name })).toBeVisible();

  // Five taps or fewer from here: these are four.
  await page.getByRole('link', { name: 'Transfer', exact: true }).tap();
  await page.getByRole('radio', { name: destination.name }).tap();
  await page.getByRole('button', { name: `One more ${rice.name}` }).tap();
  await page.getByRole('button', { name: /Start transfer.*2 pieces/ }).tap();

  await expect(page.getByRole('heading', { level: 1 })).toContainText('TR-');
  await expect(page.getByRole('heading', { name: 'Send it on its way' })).toBeVisible();
  expect(await stockOf(api, rice.id, source.id)).toMatchObject({ reserved: sourceBefore.reserved + 2 });

  await page.getByRole('button', { name: 'Dispatch', exact: true }).tap();
  await page.getByRole('radio', { name: /Tomorrow/ }).tap();
  await page.getByRole('button', { name: 'Send it on its way' }).tap();
  await expect(page.getByRole('heading', { name: 'Receive it' })).toBeVisible();
  expect(await stockOf(api, rice.id, source.id)).toMatchObject({ on_hand: sourceBefore.on_hand - 2, reserved: sourceBefore.reserved });
  expect(await stockOf(api, rice.id, destination.id)).toMatchObject({ on_hand: destinationBefore.on_hand, in_transit: destinationBefore.in_transit + 2 });

  await page.getByRole('button', { name: 'Receive', exact: true }).tap();
  await page.getByRole('button', { name: /All is here/ }).tap();
  await expect(page.getByRole('heading', { name: 'Nothing is left to do' })).toBeVisible();
  await expect(page.getByText('Received at the destination')).toBeVisible();
  expect(await stockOf(api, rice.id, destination.id)).toMatchObject({ on_hand: destinationBefore.on_hand + 2, in_transit: destinationBefore.in_transit });
  expect(await operation(api, idIn(page))).toMatchObject({ status: 'closed', totals: { received: 2 } });
  expect((await request.get('/api/v1/operations')).status(), 'nothing is readable without a session').toBe(401);
});
