import { readdirSync, readFileSync } from 'node:fs';
import { test as base } from '@grafana/plugin-e2e';
import { expect, type Locator, type Page, type Request } from '@playwright/test';

/** Says loudly that it looks at nothing where there is no Grafana. */
export const test = base.extend<{ grafana: void }>({
  grafana: [
    async ({}, use, info) => {
      info.skip(!process.env.GRAFANA_URL, 'SKIPPED: GRAFANA_URL names no Grafana that has the plugin and the provisioning; see docs/e2e.md');
      await use();
    },
    { auto: true },
  ],
});

export const plugin = 'pantau-social-datasource';

/** The provisioned data source. */
export const source = { type: plugin, uid: 'pantau' };

export type Language = 'id' | 'en';

export interface Board {
  uid: string;
  title: string;
  language: Language;
  panels: { title: string; type: string; fieldConfig: { defaults: { noValue?: string } } }[];
}

/** Every dashboard of this repository, as it was made. */
export const allBoards: Board[] = (['id', 'en'] as const).flatMap((language) =>
  readdirSync(`../../dashboards/${language}`).map((file) => ({
    ...(JSON.parse(readFileSync(`../../dashboards/${language}/${file}`, 'utf8')) as Omit<Board, 'language'>),
    language,
  }))
);

/** Every query type that the plugin has, from the descriptors that its editor is drawn from. */
export const queryTypes = JSON.parse(
  readFileSync('../src/querytypes.gen.ts', 'utf8').replace(/^[\s\S]*QueryTypeDescriptor\[\] = /, '').replace(/;\s*$/, '')
) as { id: string; label: { en: string } }[];

// What is wrong with a panel shows in its header, or in its place.
const faults = '[data-testid="data-testid Panel status error"], [data-testid="data-testid Alert error"]';

/** No panel may show an error, or Grafana's own words for an answer without data. */
export async function expectNoFault(page: Page): Promise<void> {
  await expect(page.locator(faults)).toHaveCount(0);
  await expect(page.getByText('An unexpected error happened')).toHaveCount(0);
  await expect(page.getByText('No data', { exact: true })).toHaveCount(0);
}

/** A panel by its title. */
export function panelOf(page: Page, title: string): Locator {
  return page.getByTestId(`data-testid Panel header ${title}`);
}

/** A panel shows a row, a drawing or words. */
export async function expectAnswer(page: Page, title: string): Promise<void> {
  const panel = panelOf(page, title);
  await expect(panel, title).toBeVisible();
  const content = panel.getByTestId('data-testid panel content');
  if (await content.getByRole('grid').count()) {
    await expect(content.getByRole('row').nth(1), `${title}: a table of headings alone`).toBeVisible();
  } else if (!(await content.locator('canvas').count())) {
    await expect(content, title).toHaveText(/\S/);
  }
}

/**
 * What of the tables cannot be read: a heading that is cut, and a table that has to be scrolled sideways.
 */
function cut(page: Page): Promise<string[]> {
  return page.getByRole('grid').evaluateAll((grids) =>
    grids.flatMap((grid) => {
      const headings = [...grid.querySelectorAll('[role=columnheader]')];
      const short = headings.flatMap((of) => [...of.querySelectorAll('*')]).filter((of) => of.clientWidth && of.scrollWidth > of.clientWidth);
      const wide = grid.scrollWidth > grid.clientWidth + 1;
      return [...(wide ? [`sideways: ${grid.textContent.slice(0, 80)}`] : []), ...short.map((of) => of.textContent)];
    })
  );
}

/** Every table can be read on a screen of that width, once the panels have taken their new places. */
export async function expectReadable(page: Page, width: number): Promise<void> {
  await page.setViewportSize({ width, height: page.viewportSize()?.height ?? 0 });
  let calm = 0; // looks in a row
  await expect(async () => {
    calm += 1;
    const faults = await cut(page);
    calm = faults.length === 0 ? calm : 0;
    expect(faults, `${width} pixels wide`).toEqual([]);
    expect(calm).toBeGreaterThan(4);
  }).toPass({ timeout: 20_000, intervals: [500] });
}

/** Collects what goes wrong inside the page. */
export function errorsOf(page: Page): string[] {
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(String(error)));
  return errors;
}

/** Does what makes panels ask, and waits for their answers. */
export async function answered(page: Page, act: () => Promise<void>): Promise<void> {
  const pending = new Set<Request>();
  page.on('request', (request) => request.url().includes('/api/ds/query') && pending.add(request));
  page.on('requestfinished', (request) => pending.delete(request));
  page.on('requestfailed', (request) => pending.delete(request));
  const first = page.waitForResponse((answer) => answer.url().includes('/api/ds/query'), { timeout: 120_000 });
  await act();
  await first;
  await page.waitForLoadState('networkidle');
  let quiet = 0; // looks in a row without a question under way
  await expect(() => {
    quiet = pending.size === 0 ? quiet + 1 : 0;
    expect(quiet).toBeGreaterThan(4);
  }).toPass({ timeout: 60_000, intervals: [500] });
}

/**
 * Opens a page with panels and waits for their answers; a whole one is made as high as it is, so that no panel waits
 * to be scrolled to before it asks.
 */
export async function open(page: Page, address: string, whole: boolean): Promise<void> {
  await answered(page, async () => {
    await page.goto(address);
    await expect(page.locator('[data-testid^="data-testid Panel header"], section [data-panelid]').first()).toBeVisible({ timeout: 60_000 });
    if (whole) {
      const width = page.viewportSize()?.width ?? 0;
      const height = await page.evaluate(() => Math.max(document.documentElement.scrollHeight, document.body.scrollHeight));
      await page.setViewportSize({ width, height: height + 20 });
      const contents = page.getByTestId('data-testid panel content'); // on a busy machine the lower panels begin late
      const blank = () => contents.evaluateAll((all) => all.filter((content) => !content.textContent && !content.querySelector('canvas')).length);
      await expect.poll(blank, { timeout: 60_000 }).toBe(0);
    }
  });
}
