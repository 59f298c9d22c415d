/** The report in a real browser: what people see and can do there, with what an accessibility checker says. */
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import * as z from 'zod';
import { type ReportedRun, reportedRun } from '../support/reportedRun';

const PROGRAMS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
/** Where pictures go, to be looked at. */
const PICTURES = join(__dirname, '../../../../.cache/report');
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

let run: ReportedRun;
let browser: Browser;

beforeAll(async () => {
  const program = PROGRAMS.find((path) => existsSync(path));
  if (!program) throw new Error('No Chromium is installed: install the package `chromium` of the system.');
  mkdirSync(PICTURES, { recursive: true });
  run = await reportedRun(60);
  browser = await chromium.launch({ executablePath: program, args: ['--no-sandbox'] });
});
afterAll(async () => {
  await browser.close();
  await run.workspace.close();
});

async function opened(width: number, colorScheme: 'light' | 'dark' = 'light', place = ''): Promise<Page> {
  // Axe has to be let in: the page's own policy lets nobody in.
  const context = await browser.newContext({
    viewport: { width, height: 900 },
    colorScheme,
    bypassCSP: true,
  });
  const page = await context.newPage();
  await page.goto(`file://${join(run.workspace.root, '.nx/specwave/report.html')}${place}`);
  return page;
}

const violations = z.array(z.object({ id: z.string(), impact: z.string().nullish() }));

it.each(['light', 'dark'] as const)(
  'has no serious finding of the accessibility checker, %s',
  async (scheme) => {
    const page = await opened(1280, scheme);
    await page.evaluate(axe);
    const found = violations.parse(
      await page.evaluate(
        'axe.run().then(({ violations }) => violations.map(({ id, impact }) => ({ id, impact })))',
      ),
    );
    expect(found.filter(({ impact }) => impact === 'serious' || impact === 'critical')).toEqual([]);
  },
);

it.each([380, 1280, 1920])('is not wider than a screen of %i pixels', async (width) => {
  const page = await opened(width);
  await page.screenshot({ path: join(PICTURES, `${width}.png`), fullPage: width === 1280 });
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
});

it('runs nothing that an agent said', async () => {
  const context = await browser.newContext();
  const page = await context.newPage();
  const said: string[] = [];
  page.on('dialog', (dialog) => {
    said.push(dialog.message());
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    if (!request.url().startsWith('file:')) said.push(request.url());
  });
  await page.goto(`file://${join(run.workspace.root, '.nx/specwave/report.html')}`);
  expect(said).toEqual([]);
});

it('search leaves the tasks that have the words', async () => {
  const page = await opened(1280);
  await page.fill('#words', 'T007');
  expect(await page.locator('.task:visible').count()).toBe(1);
  expect(await page.textContent('#found')).toBe('1 of 60 tasks');
});

it('a link leads to its task', async () => {
  const page = await opened(1280, 'dark', '#F001/T058');
  await page.screenshot({ path: join(PICTURES, 'dark.png') });
  const box = await page.locator('[id="F001/T058"]').boundingBox();
  expect(box?.y).toBeLessThan(900);
});
