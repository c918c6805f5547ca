// Looks at a running Grafana: GRAFANA_URL says where, GRAFANA_USER and
// GRAFANA_PASSWORD who (admin, admin), CHROMIUM which browser, GRAFANA_VERSION
// which version where the server itself does not say it.
import { defineConfig } from '@playwright/test';
import type { PluginOptions } from '@grafana/plugin-e2e';

const { GRAFANA_URL, GRAFANA_USER: user = 'admin', GRAFANA_PASSWORD: password = 'admin', CHROMIUM = '/usr/bin/chromium' } = process.env;

export default defineConfig<PluginOptions>({
  testDir: '.',
  timeout: 90_000,
  expect: { timeout: 20_000 },
  workers: 1,
  outputDir: 'results',
  reporter: 'list',
  use: {
    baseURL: GRAFANA_URL,
    viewport: { width: 1920, height: 1080 },
    extraHTTPHeaders: { Authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}` },
    grafanaAPICredentials: { user, password },
    launchOptions: { executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'] },
    screenshot: 'only-on-failure',
  },
  projects: [
    { name: 'grafana', testMatch: '*.spec.ts', use: { userPreferences: { language: 'en-US' } } },
    { name: 'pictures', testMatch: 'pictures.ts', timeout: 180_000, use: { screenshot: 'off' } },
  ],
});
