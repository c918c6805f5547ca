import { expect, type APIRequestContext, type Page } from '@playwright/test';

/** What is wrong with a panel shows in its header, or in its place. */
const faults = '[data-testid="data-testid Panel status error"], [data-testid="data-testid Alert error"]';

export interface Board {
  uid: string;
  title: string;
}

/** The dashboards of a folder. */
export async function boards(request: APIRequestContext, folder: string): Promise<Board[]> {
  const answer = await request.get(`/api/search?type=dash-db&folderUIDs=${folder}`);
  expect(answer.ok(), await answer.text()).toBeTruthy();
  return answer.json();
}

/** Collects what goes wrong inside the page. */
export function errorsOf(page: Page): string[] {
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(String(error)));
  return errors;
}

/** Opens a dashboard, scrolls through it so that every panel asks, and waits for the answers. */
export async function show(page: Page, uid: string): Promise<void> {
  await page.goto(`/d/${uid}?kiosk`);
  const panels = page.locator('[data-testid^="data-testid Panel header"]');
  await expect(panels.first()).toBeVisible();
  for (let at = 0; at < 6; at++) {
    await page.mouse.wheel(0, 900);
    await page.waitForLoadState('networkidle');
  }
}

export async function expectNoFault(page: Page): Promise<void> {
  await expect(page.locator(faults)).toHaveCount(0);
  await expect(page.getByText('An unexpected error happened')).toHaveCount(0);
  await expect(page.getByText('No data', { exact: true })).toHaveCount(0);
}
