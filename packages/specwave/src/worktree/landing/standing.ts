/** What stands in the user's tree where a result is to be written. Nothing is followed that may lead elsewhere. */
import { type BigIntStats, lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { errorCode } from '../../config/systemError';

export type Standing =
  | { kind: 'missing' }
  | { kind: 'there'; mark: string }
  /** A folder stands there, or something above it is no folder: `by`, from the top. */
  | { kind: 'blocked'; by: string }
  /** What is there is not to be written to, or not by this way. */
  | { kind: 'refused'; reason: string };

function markOf(stat: BigIntStats): string {
  return [stat.ino, stat.size, stat.mtimeNs, stat.ctimeNs, stat.mode].join(':');
}

/**
 * What stands at a path, links on the way looked at and not followed. `removed`: what the result takes away; nothing is
 * in the way for long that is one of these.
 */
export function standing(top: string, path: string, removed: ReadonlySet<string>): Standing {
  try {
    return lookAt(top, path, removed);
  } catch (error) {
    return { kind: 'refused', reason: `${path} cannot be looked at (${errorCode(error)})` };
  }
}

function lookAt(top: string, path: string, removed: ReadonlySet<string>): Standing {
  const parts = path.split('/');
  for (let depth = 1; depth < parts.length; depth += 1) {
    const above = parts.slice(0, depth).join('/');
    const stat = lstatSync(join(top, above), { throwIfNoEntry: false });
    if (stat === undefined) return { kind: 'missing' };
    // What is to be taken away is not what lies behind a link.
    if (stat.isSymbolicLink() && !removed.has(above) && !removed.has(path))
      return { kind: 'refused', reason: `${path} leads through the link ${above}` };
    if (!stat.isDirectory()) return { kind: 'blocked', by: above };
  }
  const stat = lstatSync(join(top, path), { bigint: true, throwIfNoEntry: false });
  if (stat === undefined) return { kind: 'missing' };
  if (stat.isDirectory()) return { kind: 'blocked', by: path };
  return stat.isFile() || stat.isSymbolicLink()
    ? { kind: 'there', mark: markOf(stat) }
    : { kind: 'refused', reason: `${path} is no file` };
}

/** Whether a path stays below the top and out of `.git`, whatever is on the disk. */
export function isConfined(path: string): boolean {
  return path.split('/').every((part) => !['', '.', '..'].includes(part) && part.toLowerCase() !== '.git');
}

/** Whether the result itself takes away what stands in the way of `path`: a file or link above it, or all that is in it. */
export function makesRoom(top: string, removed: ReadonlySet<string>, path: string, by: string): boolean {
  return by === path ? isEmptied(top, removed, path) : removed.has(by);
}

function isEmptied(top: string, removed: ReadonlySet<string>, folder: string): boolean {
  const entries = readdirSync(join(top, folder), { withFileTypes: true });
  return entries.every((entry) => {
    const path = `${folder}/${entry.name}`;
    return entry.isDirectory() ? isEmptied(top, removed, path) : removed.has(path);
  });
}

/** Whether nobody has touched it since. */
export function isAsItStood(then: Standing | undefined, now: Standing): boolean {
  if (then === undefined || then.kind !== now.kind) return false;
  return then.kind !== 'there' || now.kind !== 'there' || then.mark === now.mark;
}
