import { expect } from '@playwright/test';
import { as, command, operation, press, product, stockOf, test, warehouses } from './company';

test.use({ role: 'staff' });

test('a transfer arrives short, and a manager settles what is missing', async ({ page, browser }) => {
  const api = page.request;
  const sites = await warehouses(api);
  const source = sites.find((w) => w.code === 'CPH')!;
  const destination = sites.find((w) => w.code === 'LIS')!;
  const pepper = await product(api, 'PEP-001');
  const before = await stockOf(api, pepper.id, destination.id);
  const { operation_id: id, number } = await command(api, '/transfers', {
    from_warehouse_id: source.id, to_warehouse_id: destination.id, lines: [{ product_id: pepper.id, quantity: 10 }],
  });
  await command(api, `/transfers/${id}/dispatch`, {});

  await page.goto(`/transfers/${id}`);
  await press(page.getByRole('button', { name: 'Receive', exact: true }));
  await press(page.getByRole('region', { name: 'Still expected' }).getByRole('button').first());
  await page.getByRole('textbox', { name: `Quantity of ${pepper.name}` }).fill('8');
  await press(page.getByRole('button', { name: 'Receive 8', exact: true }));
  await expect(page.getByRole('region', { name: 'Still expected' })).toContainText('2 each');
  await page.goto(`/transfers/${id}`);
  await press(page.getByRole('button', { name: 'Nothing more arrives' }));
  await expect(page.getByRole('dialog')).toContainText('2 pieces have not arrived');
  await press(page.getByRole('dialog').getByRole('button', { name: 'Nothing more arrives' }));
  await expect(page.getByText('Waits for a manager of Lisbon to settle the discrepancy')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Settle', exact: true })).toHaveCount(0);

  const desk = await as(browser, 'manager');
  await desk.goto('/operations');
  await press(desk.getByRole('link', { name: number }).first());
  await press(desk.getByRole('button', { name: 'Settle', exact: true }));
  const form = desk.getByRole('form', { name: pepper.name });
  await form.getByRole('textbox', { name: `Quantity of ${pepper.name}` }).fill('1');
  await press(form.getByRole('radio', { name: /^Found/ }));
  await press(form.getByRole('button', { name: 'Settle 1' }));
  await expect.poll(async () => (await operation(api, id)).transit[0]?.quantity).toBe(1);
  await press(form.getByRole('radio', { name: /^Lost/ }));
  await press(form.getByRole('button', { name: 'Settle 1' }));
  await expect(desk.getByRole('heading', { name: 'Nothing is left to do' })).toBeVisible();
  await expect(desk.getByText('Settled').first()).toBeVisible();

  // The screen that was left open has heard of it.
  await expect(page.getByRole('heading', { name: 'Nothing is left to do' })).toBeVisible();
  expect(await operation(api, id)).toMatchObject({ ended: true, totals: { received: 9, lost: 1 } });
  expect(await stockOf(api, pepper.id, destination.id)).toMatchObject({ on_hand: before.on_hand + 9, in_transit: before.in_transit });
});
