// Looks at a running Grafana: GRAFANA_URL says where, GRAFANA_USER and
// GRAFANA_PASSWORD who (admin, admin), CHROMIUM which browser.
import { defineConfig } from '@playwright/test';

const { GRAFANA_URL, GRAFANA_USER = 'admin', GRAFANA_PASSWORD = 'admin', CHROMIUM = '/usr/bin/chromium' } = process.env;

export default defineConfig({
  testDir: '.',
  timeout: 90_000,
  workers: 1,
  outputDir: 'results',
  reporter: 'list',
  use: {
    baseURL: GRAFANA_URL,
    viewport: { width: 1920, height: 1080 },
    extraHTTPHeaders: { Authorization: `Basic ${Buffer.from(`${GRAFANA_USER}:${GRAFANA_PASSWORD}`).toString('base64')}` },
    launchOptions: { executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'] },
    screenshot: 'only-on-failure',
  },
});
