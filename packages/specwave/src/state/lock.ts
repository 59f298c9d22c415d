/**
 * One lock per workspace, over processes. It keeps writers out of each other's way; that the ledger loses
 * nothing does not rest on it alone (see store.ts), because no lock can stop a holder that was starved or
 * suspended from going on where it was.
 */
import { mkdirSync, rmdirSync, stat, utimes, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { lock as lockFile } from 'proper-lockfile';
import { fail, ok, type Problem, type Result } from '../config/problem';
import { errorCode } from '../config/systemError';
import { newHolder } from './holder';
import { type HolderNote, removeFolder, StaleWatch, textOf } from './staleWatch';
import { STATE_FOLDER, stateFolder } from './stateFolder';

export interface LockLimits {
  /**
   * A holder that gave no sign of life for so long, in milliseconds, is taken for dead. It gives one every 2 s.
   * One whose process certainly is dead keeps the others out for a second only.
   */
  staleMs: number;
  /** How long to wait for the lock, in milliseconds. */
  waitMs: number;
}

/** Ten minutes are enough for a thousand contenders, each of which holds the lock for some milliseconds. */
const LIMITS: LockLimits = { staleMs: 10_000, waitMs: 600_000 };
const REFRESH_MS = 2000;
const LONGEST_PAUSE_MS = 400;

/**
 * Runs `fn` while this process holds the workspace's lock. Not reentrant: what is called inside must not
 * take it again. Keep `fn` short, and synchronous where it can be. What `fn` throws is thrown on.
 * Problems: `lock-timeout` (names the lock and who held it last), `lock-unwritable`, those of `stateFolder`.
 */
export async function withWorkspaceLock<T>(
  workspaceRoot: string,
  fn: () => T | Promise<T>,
  limits: LockLimits = LIMITS,
): Promise<Result<T>> {
  const state = stateFolder(workspaceRoot);
  if (!state.ok) return state;
  const folder = join(state.value, 'locks');
  const release = await acquire(folder, limits);
  if (!release.ok) return release;
  try {
    return ok(await fn());
  } finally {
    await release.value();
  }
}

async function acquire(folder: string, limits: LockLimits): Promise<Result<() => Promise<void>>> {
  const path = join(folder, 'workspace.lock');
  const holderFile = join(folder, 'workspace.holder.json');
  const deadline = performance.now() + limits.waitMs;
  const watch = new StaleWatch(path, holderFile, limits.staleMs);
  for (let attempt = 0; ; attempt++) {
    try {
      if (attempt === 0) mkdirSync(folder, { recursive: true });
      const holder: HolderNote = { ...newHolder(), since: new Date().toISOString(), released: false };
      const unlock = await lockFile(path, {
        fs: namedFolder(holderFile, JSON.stringify(holder)),
        realpath: false,
        lockfilePath: path,
        update: REFRESH_MS,
        // The library breaks stale locks by the wall clock, and two who see one at once may both get it.
        stale: Infinity,
        // By default it throws, in a timer.
        onCompromised: () => undefined,
      });
      return ok(() => releaseOwn(unlock, holderFile, holder));
    } catch (error) {
      const code = errorCode(error);
      if (code !== 'ELOCKED') return fail(unwritable(code));
    }
    if (performance.now() > deadline) return fail(timedOut(limits.waitMs, textOf(holderFile)));
    watch.breakIfStale();
    // Random pauses that do not grow for long: every contender has the same chance, late or early.
    await delay(Math.min(20 * 1.5 ** attempt, LONGEST_PAUSE_MS) * (0.5 + Math.random()));
  }
}

type Done = (error: Error | null) => void;

/**
 * All that the library needs of the file system. It makes the lock in one go with its holder's name, and removes it
 * at once: whoever is killed between the two keeps the others out until the lock is stale, because nobody can tell
 * whose it is.
 */
function namedFolder(holderFile: string, name: string) {
  return {
    mkdir: (path: string, done: Done): void =>
      settle(done, () => {
        mkdirSync(path);
        try {
          writeFileSync(holderFile, name);
        } catch (error) {
          removeFolder(path);
          throw error;
        }
      }),
    rmdir: (path: string, done: Done): void => settle(done, () => rmdirSync(path)),
    rmdirSync,
    stat,
    utimes,
  };
}

function settle(done: Done, act: () => void): void {
  let failure: Error | null = null;
  try {
    act();
  } catch (error) {
    failure = error instanceof Error ? error : Object.assign(new Error(), { code: errorCode(error) });
  }
  done(failure);
}

/** Lets go, unless somebody took this holder for dead and holds the lock now. */
async function releaseOwn(
  unlock: () => Promise<void>,
  holderFile: string,
  holder: HolderNote,
): Promise<void> {
  if (textOf(holderFile) !== JSON.stringify(holder)) return;
  try {
    writeFileSync(holderFile, JSON.stringify({ ...holder, released: true } satisfies HolderNote));
  } catch {
    // Only the name is wrong then, until the next holder writes its own.
  }
  try {
    await unlock();
  } catch {
    // Broken meanwhile, or cannot be removed: then the next one finds it stale.
  }
}

const LOCK = `${STATE_FOLDER}/locks/workspace.lock`;

function timedOut(waitMs: number, holder: string | null): Problem {
  return {
    code: 'lock-timeout',
    severity: 'error',
    message: `The workspace's lock did not come free within ${Math.round(waitMs / 1000)} s; its last holder: ${holder ?? 'not known'}.`,
    file: LOCK,
    next: 'End that process if it hangs; if there is none, remove the lock (an empty folder), and run again.',
  };
}

function unwritable(code: string): Problem {
  return {
    code: 'lock-unwritable',
    severity: 'error',
    message: `The workspace's lock could not be taken (${code}); a folder that can be written was expected.`,
    file: LOCK,
    next: `Make ${STATE_FOLDER}/locks writable.`,
  };
}
