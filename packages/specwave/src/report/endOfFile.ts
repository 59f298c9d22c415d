/** Writing behind what others have written to the same file meanwhile. */
import { closeSync, fstatSync, openSync, readFileSync, readSync, writeSync } from 'node:fs';
import type { Screen } from './screen';

/** open(2): O_APPEND, as `/proc/self/fdinfo` tells it. */
const APPENDS = 0o2000;

/**
 * Standard output (1) or standard error (2) once another process has written there by a way of its own, as the summary of
 * Nx's hook does (see screen): where it is a file that is not appended to, the place to write to is behind that.
 */
export function screenAtEnd(fd: 1 | 2): Screen {
  const stream = fd === 1 ? process.stdout : process.stderr;
  if (!fstatSync(fd).isFile()) return stream;
  return {
    write: (text) => (goToEnd(fd) ? writeSync(fd, text) : writeSync(fd, text, fstatSync(fd).size)),
  };
}

/**
 * Moves the place to write at, which this process shares with the shell that writes next, behind all that is there: by
 * writing the same bytes once more. False where the system does not tell the place.
 */
function goToEnd(fd: number): boolean {
  try {
    const info = readFileSync(`/proc/self/fdinfo/${fd}`, 'utf8');
    const place = Number(/^pos:\s*(\d+)/m.exec(info)?.[1]);
    const flags = Number.parseInt(/^flags:\s*(\d+)/m.exec(info)?.[1] ?? '', 8);
    const { size } = fstatSync(fd);
    if ((flags & APPENDS) !== 0 || place >= size) return true;
    const missed = Buffer.alloc(size - place);
    const file = openSync(`/proc/self/fd/${fd}`, 'r');
    const length = readSync(file, missed, 0, missed.length, place);
    closeSync(file);
    writeSync(fd, missed.subarray(0, length));
    return true;
  } catch {
    return false;
  }
}
