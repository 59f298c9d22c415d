/**
 * Confines a path that a specification names to the tree of its job. What a specification says is not
 * trusted: neither the words of the path nor the links that lie on its way.
 */
import { lstatSync, realpathSync } from 'node:fs';
import { isAbsolute, join, relative, sep } from 'node:path';
import { errorCode } from '../config/systemError';

export interface Bounds {
  /** Absolute path of the tree. */
  tree: string;
  /** Paths, files or folders, relative to the tree, `/`, that only Specwave may write. */
  reserved: readonly string[];
}

export type Placed =
  | {
      ok: true;
      /** Relative to the tree, `/`, without `.` and empty parts. */
      path: string;
      /** Absolute, with all links on the way resolved. */
      real: string;
    }
  | { ok: false; reason: string };

/**
 * Where `path` lies, or why it may not be touched. The answer holds for the moment: links are looked at
 * again before each write.
 */
export function placeIn(bounds: Bounds, path: string): Placed {
  const refusal = refusalOf(path, bounds.reserved);
  if (refusal !== null) {
    return { ok: false, reason: refusal };
  }
  const parts = path.split('/').filter((part) => part !== '' && part !== '.');
  try {
    return follow(bounds, parts);
  } catch (error) {
    // No access, a name that is too long, a ring of links: what cannot be looked at is not touched.
    return { ok: false, reason: `it cannot be looked at (${errorCode(error)})` };
  }
}

/** The words alone. */
function refusalOf(path: string, reserved: readonly string[]): string | null {
  if (path === '' || path.endsWith('/')) {
    return 'it does not name a file';
  }
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  if (/[\u0000-\u001f\u007f]/.test(path)) {
    return 'it has control characters';
  }
  if (path.includes('\\')) {
    return 'it has a backslash; parts of a path are separated by `/`';
  }
  if (isAbsolute(path) || path.startsWith('~') || /^[A-Za-z]:/.test(path)) {
    return 'it is not relative to the tree';
  }
  const parts = path.split('/').filter((part) => part !== '' && part !== '.');
  if (parts.length === 0) {
    return 'it does not name a file';
  }
  if (parts.includes('..')) {
    return 'it has `..`';
  }
  if (parts.some(isGitFolder)) {
    return 'it lies in `.git`';
  }
  return reservedBy(parts, reserved);
}

/** `.git` as the file systems of macOS and Windows see it too: any case, ignored characters, trailing dots, short names, streams. */
function isGitFolder(part: string): boolean {
  const seen = part
    .replace(/[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]/g, '')
    .normalize('NFKC')
    .toLowerCase()
    .replace(/:.*$/, '')
    .replace(/[. ]+$/, '');
  return seen === '.git' || seen === 'git~1';
}

/** A reserved path itself, anything below it, or a file where one of its folders has to be. */
function reservedBy(parts: readonly string[], reserved: readonly string[]): string | null {
  const path = `${comparable(parts.join('/'))}/`;
  const hit = reserved.find((entry) => {
    const kept = `${comparable(entry).replace(/\/+$/, '')}/`;
    return path.startsWith(kept) || kept.startsWith(path);
  });
  return hit === undefined ? null : `only Specwave writes \`${hit}\``;
}

/** Two spellings that some file systems take for one name are one name. */
function comparable(path: string): string {
  return path.normalize('NFC').toLowerCase();
}

function follow(bounds: Bounds, parts: readonly string[]): Placed {
  const root = realpathSync(bounds.tree);
  let real = root;
  for (const [index, part] of parts.entries()) {
    const here = join(real, part);
    if (lstatSync(here, { throwIfNoEntry: false })?.isSymbolicLink() !== true) {
      real = here;
      continue;
    }
    const link = parts.slice(0, index + 1).join('/');
    if (index === parts.length - 1) {
      return { ok: false, reason: 'it is a link' };
    }
    const target = targetOf(here);
    if (target === null) {
      return { ok: false, reason: `\`${link}\` is a link that leads nowhere` };
    }
    if (target !== root && !target.startsWith(root + sep)) {
      return { ok: false, reason: `\`${link}\` is a link that leads out of the tree` };
    }
    real = target;
  }
  // A link inside the tree may still lead to what is refused by name.
  const refusal = refusalOf(relative(root, real).split(sep).join('/'), bounds.reserved);
  return refusal === null ? { ok: true, path: parts.join('/'), real } : { ok: false, reason: refusal };
}

function targetOf(link: string): string | null {
  try {
    return realpathSync(link);
  } catch {
    return null;
  }
}
