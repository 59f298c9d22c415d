/** Temporary indexes: everything that git works out for us is worked out in one of these, never in the user's. */
import { randomUUID } from 'node:crypto';
import { copyFileSync, mkdirSync, rmSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { errorCode } from '../../config/systemError';

/**
 * Copies an index with its time: git takes an entry for unchanged without looking where the file is older than the
 * index, so a younger copy would hide a file that was changed just after the index was written.
 */
export function copyIndex(from: string, to: string): void {
  try {
    copyFileSync(from, to);
  } catch (error) {
    // A repository in which nothing was ever staged has none.
    if (errorCode(error) === 'ENOENT') return;
    throw error;
  }
  const { atimeMs, mtimeMs } = statSync(from);
  // Numbers of this size hold a quarter of a microsecond; earlier only means that git looks once more.
  utimesSync(to, atimeMs / 1000, mtimeMs / 1000 - 2e-6);
}

/** Runs `use` with the path of an index that does not exist yet (a copy of `from`, where given); removes it afterwards. */
export async function withIndex<T>(
  scratch: string,
  from: string | null,
  use: (index: string) => Promise<T>,
): Promise<T> {
  mkdirSync(scratch, { recursive: true });
  const index = join(scratch, `${randomUUID()}.index`);
  try {
    if (from !== null) copyIndex(from, index);
    return await use(index);
  } finally {
    rmSync(index, { force: true });
    rmSync(`${index}.lock`, { force: true });
  }
}
