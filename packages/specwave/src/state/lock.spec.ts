import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newHolder } from './holder';
import { withWorkspaceLock } from './lock';

let workspaceRoot: string;
let lock: string;
beforeEach(() => {
  workspaceRoot = mkdtempSync(join(tmpdir(), 'specwave-lock-'));
  lock = join(workspaceRoot, '.nx/specwave/locks/workspace.lock');
});
afterEach(() => rmSync(workspaceRoot, { recursive: true }));

/** A lock as a process leaves it that was killed while it held it. */
function leaveLock(): void {
  mkdirSync(lock, { recursive: true });
  writeFileSync(join(lock, '../workspace.holder.json'), JSON.stringify({ pid: 4711 }));
}

it('is held while the function runs, and free afterwards', async () => {
  const result = await withWorkspaceLock(workspaceRoot, () => existsSync(lock));
  expect(result).toEqual({ ok: true, value: true });
  expect(existsSync(lock)).toBe(false);
});

it('lets one in at a time', async () => {
  let inside = 0;
  let most = 0;
  await Promise.all(
    Array.from({ length: 30 }, () =>
      withWorkspaceLock(workspaceRoot, async () => {
        inside += 1;
        most = Math.max(most, inside);
        await new Promise(setImmediate);
        inside -= 1;
      }),
    ),
  );
  expect(most).toBe(1);
});

it('is free again after a function that threw, and the error is thrown on', async () => {
  const broken = withWorkspaceLock(workspaceRoot, () => {
    throw new Error('bug');
  });
  await expect(broken).rejects.toThrow('bug');
  expect(await withWorkspaceLock(workspaceRoot, () => 1)).toEqual({ ok: true, value: 1 });
});

it('of a holder that died is taken over once it gave no sign of life for the stale limit', async () => {
  leaveLock();
  const began = performance.now();
  const result = await withWorkspaceLock(workspaceRoot, () => 'mine', { staleMs: 300, waitMs: 10_000 });
  expect(result).toEqual({ ok: true, value: 'mine' });
  expect(performance.now() - began).toBeGreaterThanOrEqual(300);
});

it('of a holder that died is taken over by one contender at a time', async () => {
  leaveLock();
  let inside = 0;
  let most = 0;
  const results = await Promise.all(
    Array.from({ length: 20 }, () =>
      withWorkspaceLock(
        workspaceRoot,
        async () => {
          inside += 1;
          most = Math.max(most, inside);
          await new Promise(setImmediate);
          inside -= 1;
        },
        { staleMs: 300, waitMs: 20_000 },
      ),
    ),
  );
  expect(results.every(({ ok }) => ok)).toBe(true);
  expect(most).toBe(1);
});

it('of a holder that gives signs of life is not taken over: waiting ends with a problem that names it', async () => {
  leaveLock();
  let tick = 0;
  const alive = setInterval(() => utimesSync(lock, 1000, 1000 + tick++), 20);
  const result = await withWorkspaceLock(workspaceRoot, () => 'mine', { staleMs: 400, waitMs: 1200 });
  clearInterval(alive);
  expect(result).toMatchObject({
    ok: false,
    problems: [{ code: 'lock-timeout', file: '.nx/specwave/locks/workspace.lock' }],
  });
  expect(JSON.stringify(result)).toContain('4711');
});

it('is not taken away from the next holder by one that was taken for dead', async () => {
  const held = await withWorkspaceLock(workspaceRoot, () => {
    // Meanwhile another process broke the lock and took it.
    rmSync(lock, { recursive: true });
    leaveLock();
  });
  expect(held.ok).toBe(true);
  expect(existsSync(lock)).toBe(true);
});

it('goes on where one that was breaking it died', async () => {
  leaveLock();
  mkdirSync(`${lock}.breaking`);
  utimesSync(`${lock}.breaking`, 1000, 1000);
  const result = await withWorkspaceLock(workspaceRoot, () => 'mine', { staleMs: 200, waitMs: 10_000 });
  expect(result).toEqual({ ok: true, value: 'mine' });
});

/** The lock, and beside it the name of a process that has ended. */
function leaveLockOfTheDead(released: boolean): void {
  leaveLock();
  const { pid } = spawnSync(process.execPath, ['--version']);
  const note = { ...newHolder(), pid, since: '2026-01-01T10:00:00Z', released };
  writeFileSync(join(lock, '../workspace.holder.json'), JSON.stringify(note));
}

it('of a process that is gone is taken over before it is stale, by one contender at a time', async () => {
  leaveLockOfTheDead(false);
  let inside = 0;
  let most = 0;
  const results = await Promise.all(
    Array.from({ length: 20 }, () =>
      withWorkspaceLock(
        workspaceRoot,
        async () => {
          inside += 1;
          most = Math.max(most, inside);
          await new Promise(setImmediate);
          inside -= 1;
        },
        { staleMs: 60_000, waitMs: 20_000 },
      ),
    ),
  );
  expect(results.every(({ ok }) => ok)).toBe(true);
  expect(most).toBe(1);
});

it('of a holder that has not written its name yet is not mistaken for that of the one before it', async () => {
  leaveLockOfTheDead(true);
  const result = await withWorkspaceLock(workspaceRoot, () => 'mine', { staleMs: 60_000, waitMs: 2000 });
  expect(result).toMatchObject({ ok: false, problems: [{ code: 'lock-timeout' }] });
});

it('names its holder in a file beside it', async () => {
  await withWorkspaceLock(workspaceRoot, () => undefined);
  const holder: unknown = JSON.parse(readFileSync(join(lock, '../workspace.holder.json'), 'utf8'));
  expect(holder).toMatchObject({ pid: process.pid });
});

it('a folder that cannot be made is a problem', async () => {
  mkdirSync(join(workspaceRoot, '.nx/specwave'), { recursive: true });
  writeFileSync(join(workspaceRoot, '.nx/specwave/locks'), '');
  const result = await withWorkspaceLock(workspaceRoot, () => 1);
  expect(result).toMatchObject({ ok: false, problems: [{ code: 'lock-unwritable' }] });
});
