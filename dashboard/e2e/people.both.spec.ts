import { expect } from '@playwright/test';
import { as, freshCode, mailedLink, press, test } from './company';

test('somebody asks for access, is let in, and forgets the password', async ({ page, browser }) => {
  const email = `${freshCode('new').toLowerCase()}@example.com`;
  const name = `Nora ${freshCode('N')}`;
  await page.goto('/login');
  await press(page.getByRole('link', { name: 'Ask for access' }));
  await expect(page.getByRole('heading', { name: 'Ask for access' })).toBeVisible();
  await page.getByLabel('Name').fill(name);
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Warehouses').fill('LIS');
  await press(page.getByRole('button', { name: 'Ask for access' }));
  await expect(page.getByRole('status')).toContainText('A mail is on its way to you');
  await page.goto(await mailedLink(email, '/confirm-email'));
  await expect(page.getByRole('status')).toContainText('An admin looks at your request');

  const admin = await as(browser, 'admin');
  await admin.goto('/admin/access-requests');
  const request = admin.getByRole('article').filter({ hasText: email });
  await press(request.getByRole('button', { name: 'Approve' }));
  const form = admin.getByRole('dialog');
  await expect(form.getByRole('checkbox', { name: 'Lisbon' })).toBeChecked();
  await press(form.getByRole('button', { name: 'Approve' }));
  await expect(request).toHaveCount(0);

  await page.goto(await mailedLink(email, '/invitation'));
  await page.getByLabel('New password', { exact: true }).fill('short');
  await press(page.getByRole('button', { name: 'Begin' }));
  await expect(page.getByRole('heading', { name: 'You are in' })).toHaveCount(0);
  await page.getByLabel('New password', { exact: true }).fill('seven wet herons stand');
  await press(page.getByRole('button', { name: 'Begin' }));
  await press(page.getByRole('link', { name: 'Sign in' }));
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password', { exact: true }).fill('seven wet herons stand');
  await press(page.getByRole('button', { name: 'Sign in' }));
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Hello Nora');
  await expect(page.getByText('Lisbon').first()).toBeVisible();

  const elsewhere = await browser.newPage({ baseURL: process.env.STOCKFLOW_URL, locale: 'en-GB', serviceWorkers: 'block' });
  await elsewhere.goto('/login');
  await elsewhere.getByRole('link', { name: 'Forgotten the password?' }).click();
  await expect(elsewhere.getByRole('heading', { name: 'Forgotten the password?' })).toBeVisible();
  await elsewhere.getByLabel('E-mail').fill(email);
  await elsewhere.getByRole('button', { name: 'Mail me a link' }).click();
  await expect(elsewhere.getByRole('status')).toContainText('If we know the address');
  const link = await mailedLink(email, '/reset-password');
  await elsewhere.goto(link);
  await elsewhere.getByLabel('New password', { exact: true }).fill('eight dry herons fly off');
  await elsewhere.getByRole('button', { name: 'Set the password' }).click();
  await expect(elsewhere.getByRole('heading', { name: 'Password set' })).toBeVisible();
  // The session of before has ended, and the link with it.
  await page.goto('/stock');
  await expect(page).toHaveURL(/\/login/);
  await elsewhere.goto(link);
  await elsewhere.getByLabel('New password', { exact: true }).fill('nine other herons come');
  await elsewhere.getByRole('button', { name: 'Set the password' }).click();
  await expect(elsewhere.getByRole('alert')).toContainText('This link is no longer good');
  await elsewhere.close();

  // An admin switches the account off: that bites on the next request.
  await admin.goto(`/admin/users`);
  await press(admin.getByRole('link', { name }).first());
  await press(admin.getByRole('button', { name: 'Edit', exact: true }));
  await press(form.getByRole('switch', { name: 'Active' }));
  await press(form.getByRole('button', { name: 'Save' }));
  await expect(form).toHaveCount(0);
  await page.goto('/login');
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password', { exact: true }).fill('eight dry herons fly off');
  await press(page.getByRole('button', { name: 'Sign in' }));
  await expect(page.getByRole('alert')).toBeVisible();
  await admin.context().close();
});

test.describe('one’s own account', () => {
  test.use({ role: 'staff' });

  test('keeps how one is told, and a token that is shown once', async ({ page }) => {
    await page.goto('/account');
    await page.getByRole('region', { name: 'How I am told' }).getByLabel('When').first().selectOption({ label: 'Once a day' });
    await press(page.getByRole('region', { name: 'How I am told' }).getByRole('button', { name: 'Save' }));
    await expect(page.getByText('Preferences saved')).toBeVisible();
    await page.reload();
    await expect(page.getByRole('region', { name: 'How I am told' }).getByLabel('When').first()).toHaveValue('daily');

    const name = freshCode('scanner');
    await press(page.getByRole('button', { name: 'New token' }));
    const form = page.getByRole('dialog');
    await form.getByRole('textbox', { name: 'Name' }).fill(name);
    await press(form.getByRole('button', { name: 'Make the token' }));
    const made = page.getByRole('region', { name: 'API tokens' });
    await expect(made).toContainText('it is shown this once');
    const secret = await made.getByTestId('token').innerText();
    expect((await page.request.get('/api/v1/products?limit=1', { headers: { Authorization: `Bearer ${secret}` } })).status()).toBe(200);
    await page.reload();
    await expect(made).toContainText(name);
    await expect(made).not.toContainText(secret);
    await press(page.getByRole('button', { name: `Revoke ${name}` }));
    await expect(page.getByRole('button', { name: `Revoke ${name}` })).toHaveCount(0);
    const bearer = { headers: { Authorization: `Bearer ${secret}`, Cookie: '' } };
    expect((await page.request.get('/api/v1/products?limit=1', bearer)).status()).toBe(401);
  });
});
