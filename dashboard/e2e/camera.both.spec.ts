import { expect } from '@playwright/test';
import { press, product, test } from './company';

test.use({ role: 'staff' });

test('the camera reads the label that Stockflow prints', async ({ page, context }) => {
  const tea = await product(page.request, 'TEA-001');
  const answer = await page.request.post('/api/v1/labels', { data: { sheet: 'a4-24', items: [{ product_id: tea.id }] } });
  expect(answer.ok()).toBe(true);
  const paper = await context.newPage();
  await paper.setViewportSize({ width: 900, height: 900 });
  await paper.setContent(await answer.text());
  // From as near as somebody holds a phone.
  await paper.evaluate(() => { document.body.style.zoom = '4'; });
  const picture = await paper.locator('svg').first().screenshot();
  await paper.close();

  // Only the lens is replaced: by a film of the printed label.
  await page.addInitScript((label: string) => {
    navigator.mediaDevices.getUserMedia = async () => {
      const image = new Image();
      image.src = label;
      await image.decode();
      const canvas = document.createElement('canvas');
      canvas.width = 960;
      canvas.height = 720;
      const draw = () => {
        const paint = canvas.getContext('2d')!;
        paint.fillStyle = 'white';
        paint.fillRect(0, 0, canvas.width, canvas.height);
        const scale = Math.min(760 / image.width, 560 / image.height);
        paint.drawImage(image, 100, 80, image.width * scale, image.height * scale);
      };
      draw();
      setInterval(draw, 50);
      return canvas.captureStream(20);
    };
  }, `data:image/png;base64,${picture.toString('base64')}`);
  const loaded: string[] = [];
  page.on('response', (r) => loaded.push(new URL(r.url()).pathname));
  await page.goto('/');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  expect(loaded.filter((path) => path.endsWith('.wasm')), 'the reader is loaded when it is used').toEqual([]);
  await press(page.getByRole('button', { name: 'Scan with the camera' }));
  await expect(page.getByRole('heading', { name: tea.name })).toBeVisible();
  expect(loaded.filter((path) => path.endsWith('.wasm'))).toHaveLength(1);
});

test('without a camera it says so, and the code can be typed', async ({ page }) => {
  await page.addInitScript(() => {
    navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('no', 'NotAllowedError'));
  });
  await page.goto('/');
  await press(page.getByRole('button', { name: 'Scan with the camera' }));
  await expect(page.getByRole('alert')).toContainText('The camera is not available');
  await press(page.getByRole('button', { name: 'Close' }));
  await expect(page.getByRole('textbox', { name: 'Scan or search' })).toBeVisible();
});
