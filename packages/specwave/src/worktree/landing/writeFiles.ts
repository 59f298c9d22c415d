/** Writes the files of a merge into the user's tree, each in one step: a kill leaves whole files only. */
import { randomUUID } from 'node:crypto';
import {
  copyFileSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmdirSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fail, ok, type Problem, type Result } from '../../config/problem';
import { errorCode } from '../../config/systemError';
import { asInput, git } from '../git/git';
import { gitProblem } from '../git/repository';

function unwritable(path: string, code: string): Problem {
  return {
    code: 'tree-unwritable',
    severity: 'error',
    message: `${path} could not be written (${code}). The result is kept; what of it was written stays and is completed by the next run.`,
    file: path,
    next: 'Make room, or make the file writable, and run again: the work is done and is not repeated.',
  };
}

/** Renames within a file system; copies to a file beside the target first where `.nx` lies on another one. */
function put(staged: string, target: string): void {
  try {
    renameSync(staged, target);
  } catch (error) {
    if (errorCode(error) !== 'EXDEV') throw error;
    const beside = join(dirname(target), `.specwave-${randomUUID()}`);
    try {
      if (lstatSync(staged).isSymbolicLink()) symlinkSync(readlinkSync(staged), beside);
      else copyFileSync(staged, beside);
      renameSync(beside, target);
    } finally {
      rmSync(beside, { force: true });
    }
  }
}

function putAt(top: string, path: string, staging: string): void {
  const target = join(top, path);
  mkdirSync(dirname(target), { recursive: true });
  if (lstatSync(target, { throwIfNoEntry: false })?.isDirectory()) removeEmptyFolder(target);
  put(join(staging, path), target);
}

/** Fails where there is a file in it after all. */
function removeEmptyFolder(folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true }))
    if (entry.isDirectory()) removeEmptyFolder(join(folder, entry.name));
  rmdirSync(folder);
}

/** Takes a file away, and the folders that it leaves empty, as git does. */
function takeAway(top: string, path: string): void {
  rmSync(join(top, path), { force: true });
  for (let folder = dirname(path); folder !== '.'; folder = dirname(folder)) {
    try {
      rmdirSync(join(top, folder));
    } catch {
      return;
    }
  }
}

/** Writes what `index` holds for these paths. Each file is replaced in one step, so that a kill leaves whole files only. */
export async function writeFiles(
  top: string,
  index: string,
  staging: string,
  { write, remove }: { write: string[]; remove: string[] },
): Promise<Result<void>> {
  const prefix = `--prefix=${staging}/`;
  mkdirSync(staging, { recursive: true });
  try {
    if (write.length > 0) {
      const staged = await git(['checkout-index', '-z', '--stdin', '--force', prefix], {
        cwd: top,
        index,
        input: asInput(write),
      });
      if (staged.code !== 0) return fail(gitProblem('Writing the result', staged));
    }
    const steps: [string, () => void][] = [
      ...remove.map((path): [string, () => void] => [path, () => takeAway(top, path)]),
      ...write.map((path): [string, () => void] => [path, () => putAt(top, path, staging)]),
    ];
    for (const [path, step] of steps) {
      try {
        step();
      } catch (error) {
        return fail(unwritable(path, errorCode(error)));
      }
    }
    return ok(undefined);
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
}
