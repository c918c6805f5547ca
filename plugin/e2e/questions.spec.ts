import { readFileSync } from 'node:fs';
import { expect } from '@playwright/test';
import { allBoards, answered, expectAnswer, open, panelOf, test } from './grafana.js';

/** The rows of docs/questions.md: question, dashboard, panel. */
const rows = readFileSync('../../docs/questions.md', 'utf8')
  .split('\n')
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .flatMap(([, question = '', title = '', panel = '']) => {
    const board = allBoards.find((known) => known.title === title);
    return board ? [{ question, board, panel: board.panels.find((known) => known.title === panel) }] : [];
  });

// High enough that no panel waits to be scrolled to before it asks.
test.use({ viewport: { width: 1920, height: 3200 } });

test('there are ten questions in each language', () => {
  expect(rows.map(({ board, panel }) => `${board.language} ${Boolean(panel)}`).sort()).toEqual([
    ...Array<string>(10).fill('en true'),
    ...Array<string>(10).fill('id true'),
  ]);
});

for (const { question, board, panel } of rows) {
  test(`“${question}” is answered within two clicks`, async ({ page }) => {
    test.setTimeout(180_000);
    const home = `pantau-overview-${board.language}`;
    await open(page, `/d/${home}`, false);
    if (board.uid !== home) {
      await page.getByTestId('data-testid Dashboard link dropdown').click();
      await answered(page, async () => {
        await page.getByTestId('data-testid Dashboard link').filter({ hasText: new RegExp(`^${board.title}$`) }).click();
        await expect(page).toHaveURL(new RegExp(`/d/${board.uid}[/?]`));
      });
    }
    const { title = '', fieldConfig } = panel ?? {};
    await expectAnswer(page, title);
    if (!board.uid.includes('-issue-')) { // that nothing rises at this hour is an answer
      const content = panelOf(page, title).getByTestId('data-testid panel content');
      await expect(content, 'it only says why it is empty').not.toHaveText(fieldConfig?.defaults.noValue ?? '');
    }
  });
}
