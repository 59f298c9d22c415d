/** Paths that are written to: links are resolved first, and what leads out of the workspace is refused. */
import { lstatSync, realpathSync } from 'node:fs';
import { dirname, join, relative, sep, isAbsolute, basename } from 'node:path';
import { fail, ok, type Problem, type Result } from '../config/problem';
import { errorCode } from '../config/systemError';

/**
 * The real, absolute path of `path` (relative to the workspace root; it need not exist). Refused
 * (`link-outside`): a link, in any part of it, to something outside the workspace or to nothing.
 */
export function confined(workspaceRoot: string, path: string): Result<string> {
  const root = realpathSync(workspaceRoot);
  const real = realOf(join(root, path));
  if (real !== null && isInside(root, real)) return ok(real);
  return fail(outside(path));
}

function isInside(root: string, path: string): boolean {
  const way = relative(root, path);
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

/** Null for a link to nothing, and for links in a circle. */
function realOf(path: string): string | null {
  try {
    return realpathSync(path);
  } catch (error) {
    // What does not exist yet lies where its folder lies. A file in a folder's place fails when it is used.
    const isMissing = ['ENOENT', 'ENOTDIR'].includes(errorCode(error));
    if (!isMissing || isLink(path)) return null;
    const parent = realOf(dirname(path));
    return parent === null ? null : join(parent, basename(path));
  }
}

function isLink(path: string): boolean {
  try {
    return lstatSync(path).isSymbolicLink();
  } catch {
    return false;
  }
}

function outside(file: string): Problem {
  return {
    code: 'link-outside',
    severity: 'error',
    message:
      'This path leads out of the workspace or to nothing, by a link; a file inside the workspace was expected.',
    file,
    next: 'Replace the link by a real file or folder.',
  };
}
