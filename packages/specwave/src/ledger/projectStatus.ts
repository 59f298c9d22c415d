/** The author's status files on disk. They may be saving them at the same moment, and a process may be killed at any. */
import {
  closeSync,
  fchmodSync,
  fsyncSync,
  openSync,
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
import { decodeTaskList } from '../tasklist/decode';
import { type SpecStanding, type StatusFile, STATUS_FILES, withStanding } from './statusItems';

/** An author who saves at just that moment so often in a row is a program. */
const TURNS = 5;

/**
 * Enters how a spec stands in those of the files that are there and hold an item of it. A file with nothing to change is
 * not written. To be called while holding the workspace's lock. What it returns are warnings, and their files are left
 * as they are: `project-status`, `link-outside`.
 */
export function enterStanding(workspaceRoot: string, spec: SpecStanding): Problem[] {
  return STATUS_FILES.flatMap((file) => {
    const entered = enterIn(workspaceRoot, file, spec);
    return entered.ok ? [] : entered.problems.map((each): Problem => ({ ...each, severity: 'warning' }));
  });
}

/** The bytes of a status file with the spec's standing; the same bytes where nothing changes. */
export function standingInBytes(bytes: Buffer, file: StatusFile, spec: SpecStanding): Result<Buffer> {
  const { text, invalidAt } = decodeTaskList(bytes);
  if (invalidAt) return fail({ ...warning(file, 'it holds bytes that are not UTF-8'), at: invalidAt });
  const changed = withStanding(text, file, spec);
  return changed.ok ? ok(changed.value === text ? bytes : Buffer.from(changed.value)) : changed;
}

/** The files that say so already, as after {@link enterStanding}. */
export function filesWithStanding(workspaceRoot: string, spec: SpecStanding): StatusFile[] {
  return STATUS_FILES.filter((file) => {
    const path = confined(workspaceRoot, file);
    if (!path.ok) return false;
    try {
      const bytes = readFileSync(path.value);
      const entered = standingInBytes(bytes, file, spec);
      return entered.ok && entered.value.equals(bytes);
    } catch {
      return false;
    }
  });
}

function enterIn(workspaceRoot: string, file: StatusFile, spec: SpecStanding): Result<null> {
  const path = confined(workspaceRoot, file);
  if (!path.ok) return path;
  try {
    for (let turn = 0; turn < TURNS; turn += 1) {
      const before = readIfThere(path.value);
      if (before === null) return ok(null);
      const after = standingInBytes(before, file, spec);
      if (!after.ok) return after;
      if (after.value.equals(before) || replace(path.value, before, after.value)) return ok(null);
    }
  } catch (error) {
    return fail(warning(file, errorCode(error)));
  }
  return fail(warning(file, 'another program rewrites it again and again'));
}

function readIfThere(path: string): Buffer | null {
  try {
    return readFileSync(path);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(errorCode(error))) return null;
    throw error;
  }
}

/** False where the file is no longer what was read. */
function replace(path: string, before: Buffer, after: Buffer): boolean {
  // Always this name, which the lock makes ours: what a killed process has left goes with the next one.
  const temporary = join(dirname(path), `.${basename(path)}.specwave.tmp`);
  rmSync(temporary, { force: true });
  try {
    const fd = openSync(temporary, 'wx');
    try {
      writeFileSync(fd, after);
      fchmodSync(fd, statSync(path).mode & 0o7777);
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    if (!readFileSync(path).equals(before)) return false;
    renameSync(temporary, path);
    return true;
  } finally {
    rmSync(temporary, { force: true });
  }
}

function warning(file: StatusFile, reason: string): Problem {
  return {
    code: 'project-status',
    severity: 'warning',
    message: `The spec's status could not be entered here: ${reason}. The file is left as it is.`,
    file,
    next: 'Make it a file of UTF-8 text that can be read and written; the status is in .claude/execution/execution.json.',
  };
}
