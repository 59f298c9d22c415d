/** Reads files that others wrote, so that none of them fills the memory or blocks. */
import { closeSync, constants, fstatSync, openSync, readFileSync, realpathSync } from 'node:fs';
import { isAbsolute, relative, sep } from 'node:path';

/** The text of a regular file of at most `limit` bytes; null for anything else, links too. */
export function readBounded(file: string, limit: number): string | null {
  let fd: number;
  try {
    // Does not wait for the other end of a pipe.
    fd = openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch {
    return null;
  }
  try {
    const stat = fstatSync(fd);
    return stat.isFile() && stat.size <= limit ? readFileSync(fd, 'utf8') : null;
  } catch {
    return null;
  } finally {
    closeSync(fd);
  }
}

/** Whether `path` (absolute) is there, and really below the workspace: a link could have any file of the machine read. */
export function isInside(workspaceRoot: string, path: string): boolean {
  try {
    const way = relative(realpathSync(workspaceRoot), realpathSync(path));
    return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
  } catch {
    return false;
  }
}
