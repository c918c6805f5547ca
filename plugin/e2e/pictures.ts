// Takes pictures: those of the front pages and the documents into docs/img, and
// with PICTURES every dashboard in every size, theme and language into that folder.
import { test, type Browser, type Page } from '@playwright/test';
import { allBoards, open, type Language } from './grafana.js';

const { PICTURES } = process.env;
const docs = '../../docs/img';

interface Look {
  width: number;
  height: number;
  /** Of the browser, as docs/wall-screen.md says to set it for the wall screen. */
  zoom?: number;
  theme: 'dark' | 'light';
  language: Language;
}

const locales = { id: 'id-ID', en: 'en-US' } as const;
const screen = { width: 1920, height: 1080, theme: 'dark' } as const;

/** Opens a page as somebody sees it who reads the language, on a screen of that size. */
async function as({ width, height, zoom = 1, language }: Look, browser: Browser): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: width / zoom, height: height / zoom },
    deviceScaleFactor: zoom,
    locale: locales[language],
    timezoneId: 'Asia/Jakarta',
  });
  await context.request.patch('/api/user/preferences', { data: { language: locales[language] } });
  return context.newPage();
}

// Grafana's own words are in the language of the user's profile, which is put back.
let before = {};
test.beforeAll(async ({ request }) => {
  before = await (await request.get('/api/user/preferences')).json();
});
test.afterAll(({ request }) => request.put('/api/user/preferences', { data: before }));

/** A dashboard on that screen, or from top to bottom. */
async function take(browser: Browser, uid: string, query: string, look: Look, path: string, whole: boolean) {
  const page = await as(look, browser);
  await open(page, `/d/${uid}?kiosk&theme=${look.theme}&${query}`, whole);
  await page.screenshot({ path });
  await page.context().close();
}

test.describe('of the documents', () => {
  const pictures = [
    { file: 'layar-dinding', board: 'wall', query: 'autofitpanels', language: 'id' },
    { file: 'wall-screen', board: 'wall', query: 'autofitpanels', language: 'en' },
    { file: 'ringkasan', board: 'overview', query: '', language: 'id' },
    { file: 'overview', board: 'overview', query: '', language: 'en' },
    { file: 'sentimen-kebijakan', board: 'policy', query: 'var-topic=parkir elektronik', language: 'id' },
    { file: 'policy-sentiment', board: 'policy', query: 'var-topic=parkir elektronik', language: 'en' },
  ] as const;
  for (const { file, board, query, language } of pictures) {
    test(file, ({ browser }) => take(browser, `pantau-${board}-${language}`, query, { ...screen, language }, `${docs}/${file}.png`, false));
  }
  for (const [file, language] of [['penyunting-kueri', 'id'], ['query-editor', 'en']] as const) {
    test(file, async ({ browser }) => {
      const page = await as({ ...screen, language }, browser);
      await open(page, `/d/pantau-overview-${language}?editPanel=5&theme=dark`, false);
      await page.screenshot({ path: `${docs}/${file}.png` });
    });
  }
});

test.describe('of everything', () => {
  test.skip(!PICTURES, 'PICTURES names no folder for them');
  for (const [width, height] of [[1920, 1080], [3840, 2160], [1280, 720]] as const) {
    for (const theme of ['dark', 'light'] as const) {
      for (const { uid, language } of allBoards) {
        const name = `${uid}-${width}x${height}-${theme}`;
        const wall = uid.includes('-wall-');
        const look = { width, height, zoom: wall ? width / screen.width : 1, theme, language };
        test(name, ({ browser }) => take(browser, uid, wall ? 'autofitpanels' : '', look, `${PICTURES}/${name}.png`, !wall));
      }
    }
  }
});
