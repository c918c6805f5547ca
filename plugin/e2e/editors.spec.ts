import { readdirSync, readFileSync } from 'node:fs';
import { expect } from '@playwright/test';
import { errorsOf, expectNoFault, open, queryTypes, source, test } from './grafana.js';

/** The arrow at Grafana's own comboboxes has attributes that a plain element may not have. */
const comboboxArrow = /^aria-allowed-attr: .*-input-suffix/;

/** One panel for each query type, as somebody gets it who chooses the question and nothing else. */
const board = {
  uid: 'pantau-e2e',
  title: 'pantau-e2e',
  time: { from: 'now-30d', to: 'now' },
  panels: queryTypes.map(({ id, label }, i) => ({
    id: i + 1,
    type: 'table',
    title: label.en,
    gridPos: { x: 0, y: i * 8, w: 24, h: 8 },
    datasource: source,
    targets: [{ refId: 'A', datasource: source, queryType: id, language: 'en' }],
    fieldConfig: { defaults: { noValue: 'nothing yet' }, overrides: [] },
  })),
};

test('a panel of every query type shows its answer', async ({ page, request }) => {
  test.setTimeout(300_000);
  const errors = errorsOf(page);
  const saved = await request.post('/api/dashboards/db', { data: { dashboard: board, overwrite: true } });
  expect(saved.ok(), await saved.text()).toBeTruthy();
  await open(page, `/d/${board.uid}?kiosk`, true);
  await expectNoFault(page);
  for (const { title } of board.panels) {
    const content = page.getByTestId(`data-testid Panel header ${title}`).getByTestId('data-testid panel content');
    await expect(content.getByRole('grid').or(content.getByText('nothing yet')).first(), title).toBeVisible();
  }
  expect(errors).toEqual([]);
  await request.delete(`/api/dashboards/uid/${board.uid}`);
});

test('every panel of the library can be taken into a board', async ({ page, request }) => {
  test.setTimeout(300_000);
  const folder = '../../dashboards/library/en';
  const elements = readdirSync(folder).map((file) => JSON.parse(readFileSync(`${folder}/${file}`, 'utf8')) as { uid: string; name: string });
  for (const element of elements) {
    const kept = await request.get(`/api/library-elements/${element.uid}`);
    if (!kept.ok()) {
      const sent = await request.post('/api/library-elements', { data: element });
      expect(sent.ok(), `${element.uid}: ${await sent.text()}`).toBeTruthy();
    }
  }
  const panels = elements.map(({ uid, name }, i) => ({
    id: i + 1, title: name, libraryPanel: { uid, name }, gridPos: { x: 0, y: i * 8, w: 24, h: 8 },
  }));
  const saved = await request.post('/api/dashboards/db', { data: { dashboard: { ...board, uid: 'pantau-e2e-library', title: 'pantau-e2e-library', panels }, overwrite: true } });
  expect(saved.ok(), await saved.text()).toBeTruthy();
  await open(page, '/d/pantau-e2e-library?kiosk', true);
  await expectNoFault(page);
  for (const { name } of elements) {
    await expect(page.getByTestId(`data-testid Panel header ${name}`), name).toBeVisible();
  }
  await request.delete('/api/dashboards/uid/pantau-e2e-library');
});

test('the query editor answers another question, by keyboard and for screen readers', async ({ page, panelEditPage, scanForA11yViolations }) => {
  test.setTimeout(180_000);
  await panelEditPage.datasource.set('Pantau');
  const editor = panelEditPage.getQueryEditorRow('A');
  const question = editor.getByRole('combobox', { name: /^Question/ });
  await expect(question).toHaveValue('Engagement rate');
  const asked = page.waitForResponse((answer) => answer.url().includes('/api/ds/query') && (answer.request().postData() ?? '').includes('top_posts'));
  await question.focus();
  await question.fill('Top posts');
  await expect(page.getByRole('option').first()).toContainText('Top posts'); // the list is that of what was typed
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  expect((await asked).ok()).toBeTruthy();
  await expect(editor.getByRole('combobox', { name: /^Accounts/ })).toBeVisible();
  const found = await scanForA11yViolations({ include: '[data-testid="query-editor-row"]' });
  const ours = found.violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`)).filter((fault) => !comboboxArrow.test(fault));
  expect(ours).toEqual([]);
});

test('a variable lists the accounts', async ({ page, request, variableEditPage }) => {
  const [account] = await (await request.get(`/api/datasources/uid/${source.uid}/resources/accounts`)).json();
  await variableEditPage.setVariableType('Query');
  await variableEditPage.datasource.set('Pantau');
  await page.getByRole('combobox', { name: /^What to list/ }).click();
  await page.getByRole('option', { name: /^Accounts/ }).click();
  await variableEditPage.runQuery();
  await expect(page.getByText(account, { exact: true }).first()).toBeVisible();
});

test('an annotation marks shifts of sentiment', async ({ annotationEditPage, page }) => {
  await annotationEditPage.datasource.set('Pantau');
  await page.getByRole('combobox', { name: /^What to mark/ }).click();
  await page.getByRole('option', { name: /^Shifts of sentiment/ }).click();
  const answer = await annotationEditPage.runQuery();
  expect(answer.ok()).toBeTruthy();
});
