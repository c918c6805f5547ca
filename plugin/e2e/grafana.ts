import { readdirSync, readFileSync } from 'node:fs';
import { expect, type Page, type Request } from '@playwright/test';

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

/** What is wrong with a panel shows in its header, or in its place. */
export const faults = '[data-testid="data-testid Panel status error"], [data-testid="data-testid Alert error"]';

/** Collects what goes wrong inside the page. */
export function errorsOf(page: Page): string[] {
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(String(error)));
  return errors;
}

/**
 * Opens a page with panels and waits for their answers; a whole one is made as high as it is, so that no panel waits
 * to be scrolled to before it asks.
 */
export async function open(page: Page, address: string, whole: boolean): Promise<void> {
  const pending = new Set<Request>();
  page.on('request', (request) => request.url().includes('/api/ds/query') && pending.add(request));
  page.on('requestfinished', (request) => pending.delete(request));
  page.on('requestfailed', (request) => pending.delete(request));
  await page.goto(address);
  await expect(page.locator('[data-testid^="data-testid Panel header"], section [data-panelid]').first()).toBeVisible({ timeout: 60_000 });
  if (whole) {
    const width = page.viewportSize()?.width ?? 0;
    const height = await page.evaluate(() => Math.max(document.documentElement.scrollHeight, document.body.scrollHeight));
    await page.setViewportSize({ width, height: height + 20 });
  }
  let quiet = 0; // looks in a row without a question under way
  await expect(() => {
    quiet = pending.size === 0 ? quiet + 1 : 0;
    expect(quiet).toBeGreaterThan(4);
  }).toPass({ timeout: 60_000, intervals: [500] });
}
