/**
 * The ledger on disk. Reading never changes it; updating loses nothing, whoever else updates it at the
 * same time and wherever a process is killed.
 */
import { randomUUID } from 'node:crypto';
import {
  closeSync,
  fchmodSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fail, ok, type Problem, type Result } from '../config/problem';
import { errorCode } from '../config/systemError';
import { confined } from '../state/confined';
import { withWorkspaceLock } from '../state/lock';
import { newLedger, recompute } from './entries';
import { parseLedger } from './parse';
import type { Ledger } from './schema';

export const LEDGER_FILE = '.claude/execution/execution.json';

/** Overtaken so often in a row, something is wrong: contenders hold the lock one after another. */
const MAX_OVERTAKEN = 20;

/** What an update does: the new ledger, or the problems for which nothing is to be written. */
export type LedgerUpdate = (ledger: Ledger) => Ledger | Problem[];

/**
 * Reads the ledger; a new, empty one where the workspace has none. Problems: `ledger-invalid` (no JSON, with
 * the place), `ledger-foreign` (JSON of another shape), `ledger-unreadable`, `link-outside`.
 */
export function readLedger(workspaceRoot: string): Result<Ledger> {
  const path = confined(workspaceRoot, LEDGER_FILE);
  if (!path.ok) return path;
  const file = readFile(path.value);
  if (!file.ok) return file;
  return file.value === null ? ok(newLedger(new Date())) : parseLedger(file.value, LEDGER_FILE);
}

/**
 * Takes the workspace's lock, reads the ledger anew, applies `update`, counts `overall` anew and replaces the
 * file as a whole. A file that is no ledger of ours is left as it is. Not inside `withWorkspaceLock`: there,
 * use {@link updateLedgerLocked}.
 */
export async function updateLedger(workspaceRoot: string, update: LedgerUpdate): Promise<Result<Ledger>> {
  const done = await withWorkspaceLock(workspaceRoot, () => updateLedgerLocked(workspaceRoot, update));
  return done.ok ? done.value : done;
}

/** As {@link updateLedger}, for callers that hold the workspace's lock. Synchronous. `update` may be called again. */
export function updateLedgerLocked(workspaceRoot: string, update: LedgerUpdate): Result<Ledger> {
  const path = confined(workspaceRoot, LEDGER_FILE);
  if (!path.ok) return path;
  for (let overtaken = 0; overtaken < MAX_OVERTAKEN; overtaken++) {
    const result = tryUpdate(path.value, update);
    if (result !== 'overtaken') return result;
  }
  return fail(unwritable('other processes removed the temporary file again and again'));
}

/**
 * One try. First it puts down a temporary file, the *claim*, then removes all other claims, and only then
 * reads. So of two writers that are at it at once (one was starved until its lock was taken for stale), the
 * one that read before the other wrote finds its claim gone when it wants to rename it, and starts over:
 * no update is lost whatever became of the lock. What killed processes left behind goes the same way.
 */
function tryUpdate(path: string, update: LedgerUpdate): Result<Ledger> | 'overtaken' {
  const claim = makeClaim(path);
  if (!claim.ok) return claim;
  try {
    const before = readFile(path);
    if (!before.ok) return before;
    const ledger = before.value === null ? ok(newLedger(new Date())) : parseLedger(before.value, LEDGER_FILE);
    if (!ledger.ok) return ledger;
    const updated = update(ledger.value);
    if (Array.isArray(updated)) return fail(...updated);
    const after = recompute(updated);
    const text = `${JSON.stringify(after, null, 2)}\n`;
    return text === before.value ? ok(after) : replace(path, claim.value, text, after);
  } finally {
    discard(claim.value);
  }
}

const CLAIM = /^\.[0-9a-f-]{36}\.tmp$/;

function makeClaim(path: string): Result<string> {
  const folder = dirname(path);
  const name = basename(path);
  const claim = join(folder, `${name}.${randomUUID()}.tmp`);
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(claim, '', { flag: 'wx' });
    for (const entry of readdirSync(folder)) {
      const isOther =
        entry.startsWith(name) && CLAIM.test(entry.slice(name.length)) && entry !== basename(claim);
      if (isOther) rmSync(join(folder, entry), { force: true });
    }
    return ok(claim);
  } catch (error) {
    discard(claim);
    return fail(unwritable(errorCode(error)));
  }
}

/** What cannot be removed now is removed by the next writer. */
function discard(claim: string): void {
  try {
    rmSync(claim, { force: true });
  } catch {
    // Then the folder is not what it was: writing has failed with the reason.
  }
}

function replace(path: string, claim: string, text: string, ledger: Ledger): Result<Ledger> | 'overtaken' {
  try {
    const mode = statSync(path, { throwIfNoEntry: false })?.mode;
    // `r+` makes no new file where another writer has removed the claim.
    const fd = openSync(claim, 'r+');
    try {
      writeFileSync(fd, text);
      if (mode !== undefined) fchmodSync(fd, mode & 0o7777);
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    renameSync(claim, path);
    return ok(ledger);
  } catch (error) {
    return errorCode(error) === 'ENOENT' ? 'overtaken' : fail(unwritable(errorCode(error)));
  }
}

/** Null where there is no file. */
function readFile(path: string): Result<string | null> {
  try {
    return ok(readFileSync(path, 'utf8'));
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return ok(null);
    return fail({
      code: 'ledger-unreadable',
      severity: 'error',
      message: `The ledger could not be read (${errorCode(error)}); a file that may be read was expected, or none.`,
      file: LEDGER_FILE,
      next: 'Make it readable.',
    });
  }
}

function unwritable(reason: string): Problem {
  return {
    code: 'ledger-unwritable',
    severity: 'error',
    message: `The ledger could not be written (${reason}); a file and a folder that can be written were expected.`,
    file: LEDGER_FILE,
    next: `Make ${dirname(LEDGER_FILE)} writable.`,
  };
}
