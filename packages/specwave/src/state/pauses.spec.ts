import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { clearPause, notePause, pauseFile, readPause } from './pauses';
import { compileSources, SOURCES_ENVIRONMENT } from './testing/sources';

const UNIT = 10_000;

let workspaceRoot: string;
beforeEach(() => {
  workspaceRoot = mkdtempSync(join(tmpdir(), 'specwave-pauses-'));
});
afterEach(() => rmSync(workspaceRoot, { recursive: true }));

const met = (resetsAt?: string) => ({ launchedAt: Date.now() - 1, resetsAt });

it('a pause that was noted is found by its agent, and by no other', async () => {
  const resetsAt = new Date(Date.now() + 60_000).toISOString();
  const noted = await notePause(workspaceRoot, 'claude', met(resetsAt), UNIT);
  expect(noted).toMatchObject({ ok: true, value: { until: Date.parse(resetsAt), quotas: 1 } });
  expect(readPause(workspaceRoot, 'claude')).toEqual(noted.ok && noted.value);
  expect(readPause(workspaceRoot, 'codex')).toBeNull();
  expect(pauseFile('claude')).toBe('.nx/specwave/pauses/claude.json');
});

it('a launch that began after the pause clears it, and one that began before leaves it', async () => {
  const before = Date.now() - 1;
  await notePause(workspaceRoot, 'claude', met(), UNIT);
  await clearPause(workspaceRoot, 'claude', before);
  expect(readPause(workspaceRoot, 'claude')).not.toBeNull();
  await clearPause(workspaceRoot, 'claude', Date.now() + 1);
  expect(readPause(workspaceRoot, 'claude')).toBeNull();
  await clearPause(workspaceRoot, 'claude', Date.now() + 1);
});

it.each([
  ['no JSON', 'soon'],
  ['another shape', '{"until":"tomorrow"}'],
  ['times that are no numbers', '{"since":null,"until":1,"quotas":1}'],
  ['far too much', ' '.repeat(2 * 1024 * 1024)],
])('a file of %s is no pause, and the next quota replaces it', async (_, text) => {
  mkdirSync(join(workspaceRoot, '.nx/specwave/pauses'), { recursive: true });
  writeFileSync(join(workspaceRoot, pauseFile('claude')), text);
  expect(readPause(workspaceRoot, 'claude')).toBeNull();
  await notePause(workspaceRoot, 'claude', met(), UNIT);
  expect(readPause(workspaceRoot, 'claude')).toMatchObject({ quotas: 1 });
});

it('nothing is written through a link that leads out of the workspace', async () => {
  const outside = mkdtempSync(join(tmpdir(), 'specwave-outside-'));
  mkdirSync(join(workspaceRoot, '.nx/specwave'), { recursive: true });
  symlinkSync(outside, join(workspaceRoot, '.nx/specwave/pauses'));
  expect(await notePause(workspaceRoot, 'claude', met(), UNIT)).toMatchObject({ ok: false });
  expect(readPause(workspaceRoot, 'claude')).toBeNull();
  expect(readdirSync(outside)).toEqual([]);
  rmSync(outside, { recursive: true });
});

it('a folder that cannot be written is a problem with a next step', async () => {
  mkdirSync(join(workspaceRoot, '.nx/specwave'), { recursive: true });
  writeFileSync(join(workspaceRoot, '.nx/specwave/pauses'), '');
  const noted = await notePause(workspaceRoot, 'claude', met(), UNIT);
  expect(noted).toMatchObject({ ok: false, problems: [{ code: 'pause-unwritable' }] });
});

it('eight processes that meet one quota at the same moment count it once, and each reset time is heeded', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'specwave-pauses-program-'));
  compileSources(folder);
  writeFileSync(
    join(folder, 'meet.js'),
    `const { notePause } = require('./state/pauses');
     const [root, resetsAt] = process.argv.slice(2);
     const launchedAt = Date.now();
     process.stdin.once('data', async () => {
       const noted = await notePause(root, 'claude', { launchedAt, resetsAt }, 10000);
       process.exit(noted.ok ? 0 : 1);
     });
     process.stdout.write('ready');`,
  );
  const now = Date.now();
  const resets = Array.from({ length: 8 }, (_, n) => new Date(now + 600_000 + n * 1000).toISOString());
  const children = resets.map((resetsAt) =>
    spawn(process.execPath, [join(folder, 'meet.js'), workspaceRoot, resetsAt], {
      env: SOURCES_ENVIRONMENT,
      stdio: ['pipe', 'pipe', 'inherit'],
    }),
  );
  await Promise.all(children.map((child) => once(child.stdout, 'data')));
  const ended = Promise.all(children.map((child) => once(child, 'exit')));
  for (const child of children) child.stdin.write('go\n');
  expect((await ended).map(([code]) => code as unknown)).toEqual(children.map(() => 0));
  expect(readPause(workspaceRoot, 'claude')).toMatchObject({ quotas: 1, until: Date.parse(resets[7] ?? '') });
  rmSync(folder, { recursive: true });
});
