import { expect } from '@playwright/test';
import { allBoards, errorsOf, expectNoFault, open, test } from './grafana.js';

for (const { uid, title, panels } of allBoards) {
  test(`${uid} (${title}) shows something in every panel, and nothing wrong`, async ({ page }) => {
    test.setTimeout(180_000);
    const errors = errorsOf(page);
    await open(page, `/d/${uid}?kiosk`, !uid.includes('-wall-'));
    await expectNoFault(page);
    for (const panel of panels) {
      const shown = page.getByTestId(`data-testid Panel header ${panel.title}`);
      await expect(shown, panel.title).toBeVisible();
      const content = shown.getByTestId('data-testid panel content');
      const rows = content.getByRole('row');
      if (await content.getByRole('grid').count()) {
        await expect(rows.nth(1), `${panel.title}: a table of headings alone`).toBeVisible();
      } else if (!(await content.locator('canvas').count())) {
        await expect(content, panel.title).toHaveText(/\S/);
      }
    }
    expect(errors).toEqual([]);
  });
}

test('the wall screen needs no scrolling', async ({ page }) => {
  await open(page, '/d/pantau-wall-id?kiosk', false);
  for (const panel of await page.locator('[data-testid^="data-testid Panel header"]').all()) {
    const box = await panel.boundingBox();
    expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThanOrEqual(1080);
  }
});
