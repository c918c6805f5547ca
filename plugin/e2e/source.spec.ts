import { expect } from '@playwright/test';
import { errorsOf, plugin, source, test } from './grafana.js';

const { GRAFANA_URL = '', GF_PANTAU_INFLUXDB_TOKEN: token } = process.env;

/** Settings of a data source, and what its test must say about them. */
const faulty = {
  'no address': [{ url: '', bucket: 'pantau' }, /url is empty/i],
  'an address without a scheme': [{ url: 'influxdb:8086', bucket: 'pantau' }, /http/],
  'no bucket': [{ url: 'http://127.0.0.1:1', bucket: '' }, /bucket is empty/],
  'a server that is away': [{ url: 'http://127.0.0.1:1', bucket: 'pantau' }, /127\.0\.0\.1:1 (tidak dapat dihubungi|cannot be reached)/],
  'a server that is something else': [{ url: GRAFANA_URL, bucket: 'pantau' }, /bukan InfluxDB|not InfluxDB/],
} as const;

for (const [name, [settings, says]] of Object.entries(faulty)) {
  test(`the settings with ${name} are named as wrong`, async ({ createDataSourceConfigPage, page }) => {
    const config = await createDataSourceConfigPage({ type: plugin });
    await page.getByRole('textbox', { name: /^URL/ }).fill(settings.url);
    await page.getByRole('textbox', { name: /^Bucket/ }).fill(settings.bucket);
    await config.saveAndTest({ skipWaitForResponse: true });
    await expect(page.getByTestId('data-testid Alert error')).toContainText(says);
  });
}

test('a wrong token, a wrong bucket and the right settings are told apart', async ({ createDataSourceConfigPage, page, request }) => {
  test.skip(!token, 'SKIPPED: GF_PANTAU_INFLUXDB_TOKEN is not set here');
  const { url, jsonData } = await (await request.get(`/api/datasources/uid/${source.uid}`)).json();
  const config = await createDataSourceConfigPage({ type: plugin });
  const tell = async (bucket: string, secret: string, kind: 'error' | 'success', says: RegExp) => {
    await page.getByRole('textbox', { name: /^URL/ }).fill(url);
    await page.getByRole('textbox', { name: /^Bucket/ }).fill(bucket);
    const reset = page.getByRole('button', { name: 'Reset' });
    if (await reset.count()) {
      await reset.click();
    }
    await page.getByRole('textbox', { name: /^Token/ }).fill(secret);
    await config.saveAndTest({ skipWaitForResponse: true });
    await expect(page.getByTestId(`data-testid Alert ${kind}`)).toContainText(says);
  };
  await tell(jsonData.bucket, 'nobody:wrong', 'error', /menolak token|refused the token/);
  await tell('elsewhere', token ?? '', 'error', /elsewhere/);
  await tell(jsonData.bucket, token ?? '', 'success', /Terhubung|Connected/);
});

test('the provisioned data source is healthy and its settings open', async ({ gotoDataSourceConfigPage, page, request }) => {
  const health = await request.get(`/api/datasources/uid/${source.uid}/health`);
  expect(await health.json()).toMatchObject({ status: 'OK' });
  const errors = errorsOf(page);
  await gotoDataSourceConfigPage(source.uid);
  await expect(page.getByLabel(/^Bucket/)).toBeVisible();
  expect(errors).toEqual([]);
});

test('Explore answers with the comments themselves', async ({ page }) => {
  const query = { refId: 'A', datasource: source, queryType: 'mentions', params: { format: 'logs' } };
  const pane = { datasource: source.uid, queries: [query], range: { from: 'now-7d', to: 'now' } };
  await page.goto(`/explore?schemaVersion=1&orgId=1&panes=${encodeURIComponent(JSON.stringify({ a: pane }))}`);
  await expect(page.getByText('Logs volume')).toBeVisible({ timeout: 60_000 });
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
