/** Writing behind what others have written to the same file meanwhile. */
import { fstatSync, writeSync } from 'node:fs';
import type { Screen } from './screen';

/**
 * Standard output (1) or standard error (2) once another process has written there by a way of its own, as the summary of
 * Nx's hook does (see screen): where it is a file that is not appended to, the place to write to is behind that.
 */
export function screenAtEnd(fd: 1 | 2): Screen {
  const stream = fd === 1 ? process.stdout : process.stderr;
  const stat = fstatSync(fd);
  if (!stat.isFile()) return stream;
  return { write: (text) => writeSync(fd, text, fstatSync(fd).size) };
}
