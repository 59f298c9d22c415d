/** Contents of git's objects, for checks that look at texts. */
import { git, type GitOptions } from './git';

/** Larger files are not read: no text that people write is. */
const LARGEST = 1024 * 1024;
/** All of them together: beyond it, what is left is not read. */
const MOST = 64 * 1024 * 1024;

export interface Blob {
  size: number;
  /** Null where it is too large to be looked at. */
  bytes: Buffer | null;
}

/** By their ids. What git does not have is left out. */
export async function readBlobs(
  at: Pick<GitOptions, 'cwd' | 'tree'>,
  ids: Iterable<string>,
): Promise<Map<string, Blob>> {
  const wanted = [...new Set(ids)];
  const found = new Map<string, Blob>();
  if (wanted.length === 0) return found;
  const sizes = await git(['cat-file', '--batch-check'], { ...at, input: linesOf(wanted) });
  const small: string[] = [];
  let room = MOST;
  for (const line of sizes.stdout.toString('latin1').split('\n')) {
    const [id = '', type, size = ''] = line.split(' ');
    if (type !== 'blob') continue;
    found.set(id, { size: Number(size), bytes: null });
    if (Number(size) > Math.min(LARGEST, room)) continue;
    room -= Number(size);
    small.push(id);
  }
  if (small.length === 0) return found;
  const { stdout } = await git(['cat-file', '--batch'], { ...at, input: linesOf(small) });
  // `<id> blob <size>`, a line feed, the bytes, a line feed.
  for (let place = 0; place < stdout.length;) {
    const end = stdout.indexOf(10, place);
    const [id = '', , size = ''] = stdout.toString('latin1', place, end).split(' ');
    const start = end + 1;
    place = start + Number(size) + 1;
    found.set(id, { size: Number(size), bytes: stdout.subarray(start, place - 1) });
    if (end < 0) break;
  }
  return found;
}

function linesOf(ids: readonly string[]): string {
  return ids.map((id) => `${id}\n`).join('');
}
