/**
 * Takes the picture of the README: the report page of a run, in the system's Chromium.
 *
 *   node tools/picture-report.mjs [WORKSPACE]
 *
 * WORKSPACE (this repository where none is given) has a `.nx/specwave/report.html`, written by `npx specwave report`.
 */
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const workspace = resolve(process.argv[2] ?? '.');
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
});
try {
  const page = await browser.newPage({ viewport: { width: 1000, height: 620 }, colorScheme: 'light' });
  await page.goto(pathToFileURL(join(workspace, '.nx/specwave/report.html')).href);
  await page.screenshot({ path: join(import.meta.dirname, '../docs/report.png') });
} finally {
  await browser.close();
}
