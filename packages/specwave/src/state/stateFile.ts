/** Small JSON files of state below `.nx/specwave`: read with care, replaced as a whole. */
import { randomUUID } from 'node:crypto';
import { lstatSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type * as z from 'zod';
import { fail, ok, type Result } from '../config/problem';
import { errorCode } from '../config/systemError';

/** None that we write comes near it. */
const MAX_BYTES = 1024 * 1024;

/** What stands in the file; null where there is none, or one that is not as expected: a link, not ours, damaged. */
export function readState<T>(path: string, schema: z.ZodType<T>): T | null {
  try {
    const stat = lstatSync(path);
    if (!stat.isFile() || stat.size > MAX_BYTES) return null;
    return schema.safeParse(JSON.parse(readFileSync(path, 'utf8'))).data ?? null;
  } catch {
    return null;
  }
}

/** As {@link replaceState}. `file`: what people know it by. Problem: `state-unwritable`. */
export function writeState<T>(path: string, file: string, value: T): Result<T> {
  try {
    replaceState(path, value);
    return ok(value);
  } catch (error) {
    return fail({
      code: 'state-unwritable',
      severity: 'error',
      message: `${file} could not be written (${errorCode(error)}); a folder that can be written was expected.`,
      file,
      next: `Make ${dirname(file)} writable.`,
    });
  }
}

/** A value as JSON: see {@link replaceText}. */
export function replaceState(path: string, value: unknown): void {
  replaceText(path, `${JSON.stringify(value)}\n`);
}

/** Whoever reads it finds the old text or the new one. Makes its folder. Throws what the file system throws. */
export function replaceText(path: string, text: string): void {
  const temporary = `${path}.${randomUUID()}.tmp`;
  mkdirSync(dirname(path), { recursive: true });
  try {
    writeFileSync(temporary, text, { flag: 'wx' });
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}
