/** The state of a whole working tree as a git tree object: of the user's for a base, of an agent's for a patch. */
import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { fail, ok, type Result } from '../../config/problem';
import { asInput, git, type GitOptions, literally, partsOf } from './git';
import { gitProblem } from './repository';

/** Never part of a tree, even where nobody ignores them: installed packages, and what Nx and Specwave keep for themselves. */
const LEFT_OUT = ['node_modules', '**/.nx/cache', '**/.nx/workspace-data', '**/.nx/specwave'];

export interface TreeState {
  /** Id of the tree object. */
  tree: string;
  /** Folders that are repositories of their own and tracked by nobody, with a `/` at the end: left out. */
  nested: string[];
}

/** Whether a path (relative to `top`) is a file or link that is reached through real folders only. */
export function isPlainFile(top: string, path: string): boolean {
  const parts = path.split('/');
  return parts.every((_, depth) => {
    const stat = lstatSync(join(top, ...parts.slice(0, depth + 1)), { throwIfNoEntry: false });
    if (stat === undefined) return false;
    return depth === parts.length - 1 ? stat.isFile() || stat.isSymbolicLink() : stat.isDirectory();
  });
}

/** As `isPlainFile`; false where it cannot be told. */
export function isPlain(top: string, path: string): boolean {
  try {
    return isPlainFile(top, path);
  } catch {
    // A file where a folder was expected (ENOTDIR), or no access.
    return false;
  }
}

/**
 * Brings `index` (a copy of one that is about right) in line with the working tree and writes it as a tree: tracked
 * files as they are, untracked ones, ignored ones only where `forced` names them. `leftOut`: untracked files that are
 * not of the tree even where nothing ignores them.
 */
export async function writeTree(
  options: Pick<GitOptions, 'tree'> & { cwd: string; index: string },
  forced: readonly string[],
  leftOut: readonly string[] = [],
): Promise<Result<TreeState>> {
  // Each needs to look at the whole tree; they do not get in each other's way.
  const patterns = [...LEFT_OUT, ...leftOut.map((path) => `/${literally(path)}`)];
  const exclude = patterns.flatMap((pattern) => ['--exclude', pattern]);
  const [tracked, others] = await Promise.all([
    git(['add', '--update'], options),
    git(['ls-files', '-z', '--others', '--exclude-standard', ...exclude], options),
  ]);
  if (tracked.code !== 0) return fail(gitProblem('Reading the working tree', tracked));
  if (others.code !== 0) return fail(gitProblem('Listing untracked files', others));
  // Bytes: names need not be UTF-8.
  const untracked = partsOf(others.stdout, 'latin1');
  const nested = untracked
    .filter((path) => path.endsWith('/'))
    .map((path) => Buffer.from(path, 'latin1').toString());
  const files = Buffer.concat([
    Buffer.from(asInput(untracked.filter((path) => !path.endsWith('/'))), 'latin1'),
    Buffer.from(asInput(forced.filter((path) => isPlain(options.cwd, path)))),
  ]);
  if (files.length > 0) {
    // `--remove`: a file that vanished since (an editor's) is no reason to fail.
    const added = await git(['update-index', '-z', '--add', '--remove', '--stdin'], {
      ...options,
      input: files,
    });
    if (added.code !== 0) return fail(gitProblem('Reading untracked files', added));
  }
  const written = await git(['write-tree'], options);
  if (written.code !== 0) return fail(gitProblem('Writing the state of the tree', written));
  return ok({ tree: written.stdout.toString('utf8').trim(), nested });
}
