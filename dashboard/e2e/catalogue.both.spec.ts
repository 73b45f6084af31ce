import { expect } from '@playwright/test';
import { bins, freshCode, press, product, test, warehouses } from './company';

test.describe('an admin', () => {
  test.use({ role: 'admin' });

  test('adds a product, changes it, prints its labels and retires it', async ({ page }) => {
    const sku = freshCode('CAT');
    await page.goto('/admin/products');
    await press(page.getByRole('button', { name: 'Add a product' }));
    const form = page.getByRole('dialog');
    await form.getByLabel('SKU').fill(sku);
    await form.getByRole('textbox', { name: 'Name', exact: true }).fill(`Honey ${sku}`);
    await press(form.getByRole('button', { name: 'Add packaging' }));
    await press(form.getByRole('button', { name: 'Add a barcode' }));
    // The last digit does not agree with the others.
    await form.getByRole('textbox', { name: 'Barcode' }).fill('4006381333932');
    await press(form.getByRole('button', { name: 'Add a product' }));
    await expect(form.getByRole('alert')).toContainText('check digit');
    await form.getByRole('textbox', { name: 'Barcode' }).fill(`X-${sku}`);
    await press(form.getByRole('button', { name: 'Add a barcode' }));
    await form.getByRole('textbox', { name: 'Barcode' }).nth(1).fill(`C-${sku}`);
    await form.getByRole('combobox', { name: 'Unit', exact: true }).nth(1).selectOption('case');
    await press(form.getByRole('button', { name: 'Add a product' }));
    await expect(form).toHaveCount(0);
    const made = await product(page.request, sku);
    expect(made.barcodes.map((b) => [b.barcode, b.packaging_unit]).sort()).toEqual([[`C-${sku}`, 'case'], [`X-${sku}`, undefined]]);

    await page.goto(`/stock/${made.id}`);
    await press(page.getByRole('button', { name: 'Edit', exact: true }));
    await form.getByLabel('Reorder level').fill('24');
    await form.getByRole('textbox', { name: 'Name', exact: true }).fill(`Heather honey ${sku}`);
    await press(form.getByRole('button', { name: 'Save' }));
    await expect(page.getByRole('heading', { level: 1, name: `Heather honey ${sku}` })).toBeVisible();
    expect(await product(page.request, sku)).toMatchObject({ reorder_level: 24, name: `Heather honey ${sku}` });

    await press(page.getByRole('button', { name: /^Labels of/ }));
    await form.getByLabel('How many').fill('3');
    await form.getByRole('combobox', { name: 'Unit' }).selectOption('case');
    await press(form.getByRole('button', { name: 'Print' }));
    await expect(page.frameLocator('iframe[title="The labels"]').locator('.label')).toHaveCount(3);
    await expect(page.frameLocator('iframe[title="The labels"]').locator('.label').first()).toContainText(`Heather honey ${sku}`);
    await press(form.getByRole('button', { name: 'Close' }));

    await press(page.getByRole('button', { name: 'Edit', exact: true }));
    await press(form.getByRole('switch', { name: 'Active' }));
    await press(form.getByRole('button', { name: 'Save' }));
    await expect(form).toHaveCount(0);
    expect(await product(page.request, sku)).toMatchObject({ status: 'retired' });
    await page.goto(`/admin/products?status=active&q=${sku}`);
    await expect(page.getByText('No product matches.')).toBeVisible();
    await page.getByLabel('Status').selectOption('retired');
    await expect(page.getByRole('link', { name: new RegExp(sku) })).toBeVisible();
    const csv = await page.request.get((await page.getByRole('link', { name: 'CSV' }).getAttribute('href'))!);
    expect(await csv.text()).toContain(`Heather honey ${sku}`);
  });

  test('retires an empty bin, and is told why a full one stays', async ({ page }) => {
    const site = (await warehouses(page.request)).find((w) => w.code === 'CPH')!;
    const code = freshCode('ZZ');
    await page.goto(`/admin/warehouses/${site.id}`);
    await press(page.getByRole('button', { name: 'Add a bin' }));
    await page.getByRole('dialog').getByLabel('Bin code').fill(code);
    await press(page.getByRole('dialog').getByRole('button', { name: 'Add a bin' }));
    await press(page.getByRole('button', { name: `Retire ${code}` }));
    await expect(page.getByRole('dialog')).toContainText('Nothing can be put into it any more');
    await press(page.getByRole('dialog').getByRole('button', { name: `Retire ${code}` }));
    await expect(page.getByRole('button', { name: `Use ${code} again` })).toBeVisible();
    expect((await bins(page.request, site.id)).find((b) => b.code === code)).toMatchObject({ status: 'retired' });

    await press(page.getByRole('button', { name: 'Retire A-01', exact: true }));
    await press(page.getByRole('dialog').getByRole('button', { name: 'Retire A-01' }));
    await expect(page.getByRole('dialog').getByRole('alert')).toContainText('It is in use');
    expect((await bins(page.request, site.id)).find((b) => b.code === 'A-01')).toMatchObject({ status: 'active' });
  });
});

test.describe('staff', () => {
  test.use({ role: 'staff' });

  test('print labels, and change no product', async ({ page }) => {
    const tea = await product(page.request, 'TEA-001');
    await page.goto(`/stock/${tea.id}`);
    await expect(page.getByRole('button', { name: /^Labels of/ })).toBeVisible();
    await expect(page.getByRole('button', { name: 'Edit', exact: true })).toHaveCount(0);
  });
});
