/** Reads and changes files inside a job's tree, and nowhere else. */
import { randomUUID } from 'node:crypto';
import { chmodSync, lstatSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { errorCode } from '../../config/systemError';
import { type Bounds, placeIn } from '../treePaths';

export type Refused =
  /** The path may not be touched. */
  | { kind: 'denied'; reason: string }
  /** It may, but it cannot be done. */
  | { kind: 'failed'; reason: string };

export type FileRead = { kind: 'text'; text: string; mode: number } | { kind: 'absent' } | Refused;

export type FileChange = { kind: 'written' | 'deleted' | 'unchanged' } | Refused;

/** The text of a file, with its BOM. Only regular files of UTF-8 text are read: others could not be written back unharmed. */
export function readIn(bounds: Bounds, path: string): FileRead {
  const bytes = readBytes(bounds, path);
  if (bytes.kind !== 'bytes') {
    return bytes;
  }
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes.bytes);
    return { kind: 'text', text, mode: bytes.mode };
  } catch {
    return { kind: 'failed', reason: 'it is not UTF-8 text' };
  }
}

/**
 * Makes the file hold `text`, by way of a temporary file beside it, so that nobody sees half of it.
 * `mode`: permission bits; without it, a file that is there keeps its own, and a new one gets what the umask allows.
 */
export function writeIn(bounds: Bounds, path: string, text: string, mode?: number): FileChange {
  const before = readBytes(bounds, path);
  if (before.kind === 'denied' || before.kind === 'failed') {
    return before;
  }
  const wanted = mode ?? (before.kind === 'bytes' ? before.mode : undefined);
  if (before.kind === 'bytes' && before.mode === wanted && before.bytes.equals(Buffer.from(text))) {
    return { kind: 'unchanged' };
  }
  return attempt(() => {
    mkdirSync(dirname(before.real), { recursive: true });
    // Looked at again at the last moment: a script of the same task may have put a link there.
    const placed = placeIn(bounds, path);
    if (!placed.ok || placed.real !== before.real) {
      return { kind: 'denied', reason: placed.ok ? 'a link on its way changed meanwhile' : placed.reason };
    }
    const temporary = join(dirname(placed.real), `.specwave-${randomUUID()}.tmp`);
    try {
      writeFileSync(temporary, text, { flag: 'wx' });
      if (wanted !== undefined) {
        chmodSync(temporary, wanted);
      }
      renameSync(temporary, placed.real);
    } finally {
      rmSync(temporary, { force: true });
    }
    return { kind: 'written' };
  });
}

/** Deletes a file; one that is not there is `unchanged`. */
export function deleteIn(bounds: Bounds, path: string): FileChange {
  const before = readBytes(bounds, path);
  if (before.kind === 'absent') {
    return { kind: 'unchanged' };
  }
  if (before.kind !== 'bytes') {
    return before;
  }
  return attempt(() => {
    rmSync(before.real);
    return { kind: 'deleted' };
  });
}

function readBytes(
  bounds: Bounds,
  path: string,
): { kind: 'bytes'; bytes: Buffer; mode: number; real: string } | { kind: 'absent'; real: string } | Refused {
  const placed = placeIn(bounds, path);
  if (!placed.ok) {
    return { kind: 'denied', reason: placed.reason };
  }
  return attempt(() => {
    const found = lstatSync(placed.real, { throwIfNoEntry: false });
    if (found === undefined) {
      return { kind: 'absent', real: placed.real };
    }
    if (!found.isFile()) {
      return { kind: 'failed', reason: found.isDirectory() ? 'it is a folder' : 'it is not a regular file' };
    }
    return { kind: 'bytes', bytes: readFileSync(placed.real), mode: found.mode & 0o777, real: placed.real };
  });
}

/** A full disk or a missing permission is no bug. */
function attempt<T>(action: () => T | Refused): T | Refused {
  try {
    return action();
  } catch (error) {
    return { kind: 'failed', reason: `the file system says ${errorCode(error)}` };
  }
}
