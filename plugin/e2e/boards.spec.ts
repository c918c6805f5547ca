import { expect, test } from '@playwright/test';
import { boards, errorsOf, expectNoFault, show } from './grafana.js';

for (const folder of ['pantau', 'pantau-en']) {
  test(`every dashboard of ${folder} shows its panels without a fault`, async ({ page, request }) => {
    test.setTimeout(10 * 60_000);
    const errors = errorsOf(page);
    const all = await boards(request, folder);
    expect(all.length).toBeGreaterThanOrEqual(10);
    for (const board of all) {
      await test.step(board.title, async () => {
        await show(page, board.uid);
        await expectNoFault(page);
      });
    }
    expect(errors).toEqual([]);
  });
}

test('the wall screen needs no scrolling', async ({ page }) => {
  await page.goto('/d/pantau-wall-id?kiosk');
  const panels = page.locator('[data-testid^="data-testid Panel header"]');
  await expect(panels.nth(12)).toBeVisible();
  for (const panel of await panels.all()) {
    const box = await panel.boundingBox();
    expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThanOrEqual(1080);
  }
});
