import { expect } from '@playwright/test';
import { allBoards, errorsOf, expectAnswer, expectNoFault, expectReadable, open, panelOf, test } from './grafana.js';

for (const { uid, title, panels } of allBoards) {
  test(`${uid} (${title}) shows something in every panel, and nothing wrong`, async ({ page }) => {
    test.setTimeout(180_000);
    const errors = errorsOf(page);
    await open(page, `/d/${uid}?kiosk`, !uid.includes('-wall-'));
    await expectNoFault(page);
    for (const panel of panels) {
      await expectAnswer(page, panel.title);
    }
    for (const width of [1920, 1280]) { // the usual screen, and the smallest
      await expectReadable(page, width);
    }
    expect(errors).toEqual([]);
  });
}

// A wall screen shows it as docs/wall-screen.md says, whatever its size.
for (const [width, height] of [[1280, 720], [1920, 1080], [3840, 2160]] as const) {
  test.describe(`on ${width}×${height}`, () => {
    test.use({ viewport: { width, height } });
    for (const { uid, panels } of allBoards.filter((board) => board.uid.includes('-wall-'))) {
      test(`${uid} fills the screen, and nothing has to be scrolled`, async ({ page }) => {
        test.setTimeout(180_000);
        await open(page, `/d/${uid}?kiosk&autofitpanels`, false);
        const whole = await page.evaluate(() => [document.documentElement, document.body].map((of) => [of.scrollWidth, of.scrollHeight]));
        expect(Math.max(...whole.map(([wide = 0]) => wide))).toBeLessThanOrEqual(width);
        expect(Math.max(...whole.map(([, high = 0]) => high))).toBeLessThanOrEqual(height);
        const boxes = await Promise.all(panels.map(({ title }) => panelOf(page, title).boundingBox()));
        for (const { title } of panels) {
          await expect.poll(() => panelOf(page, title).evaluate(cutOff), title).toEqual([]);
        }
        const bottoms = boxes.map((box, i) => {
          expect(box, panels[i]?.title).toBeTruthy();
          const { x = -1, y = -1, width: wide = 0, height: high = 0 } = box ?? {};
          expect(Math.min(x, y), panels[i]?.title).toBeGreaterThanOrEqual(0);
          expect(x + wide, panels[i]?.title).toBeLessThanOrEqual(width);
          return y + high;
        });
        expect(Math.max(...bottoms)).toBeLessThanOrEqual(height);
        expect(Math.max(...bottoms), 'a strip is left empty').toBeGreaterThan(0.95 * height);
      });
    }
  });
}

/** The texts of a panel that reach beyond it, but for those that end in dots there. */
function cutOff(panel: HTMLElement | SVGElement): string[] {
  const { left, right } = panel.getBoundingClientRect();
  return [...panel.querySelectorAll('*')].flatMap((element) => {
    const text = element.children.length ? '' : element.textContent.trim();
    const range = document.createRange();
    range.selectNodeContents(element);
    const box = range.getBoundingClientRect();
    const fits = box.left >= left - 1 && box.right <= right + 1;
    return !text || fits || getComputedStyle(element).textOverflow === 'ellipsis' ? [] : [text];
  });
}
