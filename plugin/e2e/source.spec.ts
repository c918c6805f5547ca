import { expect, test } from '@playwright/test';
import { errorsOf } from './grafana.js';

test('the data source is healthy and its settings open', async ({ page, request }) => {
  const health = await request.get('/api/datasources/uid/pantau/health');
  expect(await health.json()).toMatchObject({ status: 'OK' });
  const errors = errorsOf(page);
  await page.goto('/connections/datasources/edit/pantau');
  await expect(page.getByText('URL').first()).toBeVisible();
  expect(errors).toEqual([]);
});

test('Explore answers with the comments themselves', async ({ page }) => {
  const datasource = { type: 'pantau-social-datasource', uid: 'pantau' };
  const pane = {
    datasource: 'pantau',
    queries: [{ refId: 'A', datasource, queryType: 'mentions', params: { format: 'logs' } }],
    range: { from: 'now-7d', to: 'now' },
  };
  await page.goto(`/explore?schemaVersion=1&orgId=1&panes=${encodeURIComponent(JSON.stringify({ a: pane }))}`);
  await expect(page.getByText('Logs volume')).toBeVisible();
  await expect(page.getByText('Common labels').first()).toBeVisible();
});

test('every provisioned alert rule is evaluated without an error', async ({ request }) => {
  await expect(async () => {
    const answer = await request.get('/api/prometheus/grafana/api/v1/rules');
    const { data } = await answer.json();
    const rules = data.groups.flatMap((group: { rules: { name: string; health: string }[] }) => group.rules);
    expect(rules.length).toBeGreaterThanOrEqual(10);
    expect(rules.filter((rule: { health: string }) => rule.health !== 'ok')).toEqual([]);
  }).toPass({ timeout: 80_000, intervals: [5_000] });
});
