/** The user's own index around a commit that was made beside it: what is staged there, and bringing it in line afterwards. */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fail, ok, type Problem, type Result } from '../../config/problem';
import { git, partsOf } from '../git/git';
import { gitProblem, type Repository } from '../git/repository';

/** What became of a path (from the top of the repository): `000000` and a zero id where it was deleted. */
export interface Change {
  path: string;
  mode: string;
  id: string;
}

/** Others hold an index's lock for a moment: editors run `git status` all the time. */
const LOCK_TRIES = 20;
const LOCK_PAUSE_MS = 100;

const RAW = ['--raw', '-z', '--no-abbrev', '--no-renames'];

/** `:100644 100755 <id> <id> M`, then the path. */
function readRaw(output: Buffer): Change[] {
  const parts = partsOf(output);
  const changes: Change[] = [];
  for (let at = 0; at + 1 < parts.length; at += 2) {
    const [, mode = '', , id = '', status] = (parts[at] ?? '').split(' ');
    // Unmerged: it has no state that could be compared with another.
    changes.push({ path: parts[at + 1] ?? '', mode: status === 'U' ? 'unmerged' : mode, id });
  }
  return changes;
}

/** What differs from one tree or commit to another. */
export async function changesBetween(top: string, from: string, to: string): Promise<Result<Change[]>> {
  const compared = await git(['diff-tree', '-r', ...RAW, from, to], { cwd: top });
  return compared.code === 0
    ? ok(readRaw(compared.stdout))
    : fail(gitProblem('Comparing two states', compared));
}

/** What the user has staged or left unmerged. Files marked with `git add --intent-to-add` are not staged yet. */
export async function stagedChanges({ top }: Repository, head: string): Promise<Result<Change[]>> {
  const how = ['diff-index', '--cached', '--ita-invisible-in-index', ...RAW];
  const compared = await git([...how, head], { cwd: top });
  return compared.code === 0
    ? ok(readRaw(compared.stdout))
    : fail(gitProblem("Reading the user's index", compared));
}

/** The folders above a path. */
function above(path: string): string[] {
  const parts = path.split('/');
  return parts.slice(1).map((_, depth) => parts.slice(0, depth + 1).join('/'));
}

/**
 * Those of `changes` that what is staged stands in the way of: the same path, or a file where the other has a folder.
 * Staged exactly as the change has it is not in the way.
 */
export function blockedBy(staged: readonly Change[], changes: readonly Change[]): Change[] {
  const byPath = new Map(staged.map((change) => [change.path, change]));
  const folders = new Set(staged.flatMap(({ path }) => above(path)));
  return changes.filter((change) => {
    const same = byPath.get(change.path);
    if (same) return same.mode !== change.mode || same.id !== change.id;
    return folders.has(change.path) || above(change.path).some((folder) => byPath.has(folder));
  });
}

/** Whether nobody holds the user's index, waiting a moment for one who does. */
export async function isIndexFree({ gitDir }: Repository): Promise<boolean> {
  for (let tries = 0; tries < LOCK_TRIES; tries += 1) {
    if (!existsSync(join(gitDir, 'index.lock'))) return true;
    await delay(LOCK_PAUSE_MS);
  }
  return false;
}

function notInLine(paths: readonly string[], said: string): Problem {
  return {
    code: 'index-not-updated',
    severity: 'error',
    message: `The commit was made, but git's index could not be brought in line with it: \`git status\` shows its files as staged the other way round. git says:\n${said.trim()}`,
    file: '.git/index',
    next: `Run again, or run \`git reset --quiet -- <file>\` for these files: ${paths.join(', ')}.`,
  };
}

/**
 * Brings the user's index in line with HEAD's move from one commit to another: entries that were as the old one had
 * them become as the new one has them; all others stay. Problem `index-not-updated`: the index is as before.
 */
export async function followHead(repository: Repository, from: string, to: string): Promise<Result<void>> {
  const changes = await changesBetween(repository.top, from, to);
  if (!changes.ok) return changes;
  const staged = await stagedChanges(repository, from);
  if (!staged.ok) return staged;
  const inTheWay = new Set(blockedBy(staged.value, changes.value));
  const stagedPaths = new Set(staged.value.map(({ path }) => path));
  const due = changes.value.filter((change) => !inTheWay.has(change) && !stagedPaths.has(change.path));
  if (due.length === 0) return ok(undefined);
  const input = due.map(({ mode, id, path }) => `${mode} ${id}\t${path}\0`).join('');
  let said = '';
  for (let tries = 0; tries < LOCK_TRIES; tries += 1) {
    // As the user: it is their index, with their settings of how one is kept.
    const updated = await git(['update-index', '-z', '--index-info'], {
      cwd: repository.top,
      input,
      asUser: true,
    });
    if (updated.code === 0) return ok(undefined);
    said = updated.stderr;
    if (!said.includes('index.lock')) break;
    await delay(LOCK_PAUSE_MS);
  }
  return fail(
    notInLine(
      due.map(({ path }) => path),
      said,
    ),
  );
}

/** Holds the commit that HEAD was at, while a commit is being made. In git's own folder, as git does with `MERGE_HEAD`. */
function markFile({ gitDir }: Repository): string {
  return join(gitDir, 'specwave-commit');
}

/** Notes that HEAD is about to leave `head`, for the case that we are killed before the index has followed. */
export function markCommit(repository: Repository, head: string): void {
  writeFileSync(markFile(repository), `${head}\n`);
}

/** Takes the mark away: no commit was made. */
export function unmarkCommit(repository: Repository): void {
  rmSync(markFile(repository), { force: true });
}

/**
 * Ends what `markCommit` began, in this run or in one that was killed: where HEAD has moved on by one commit, the
 * user's index follows it. Nothing to do where there is no mark. The mark stays where it fails.
 */
export async function settleCommit(repository: Repository): Promise<Result<void>> {
  const mark = markFile(repository);
  if (!existsSync(mark)) return ok(undefined);
  const from = readFileSync(mark, 'utf8').trim();
  const parent = await git(['rev-parse', '--verify', '--quiet', 'HEAD^'], { cwd: repository.top });
  if (parent.code === 0 && parent.stdout.toString('utf8').trim() === from) {
    const followed = await followHead(repository, from, 'HEAD');
    if (!followed.ok) return followed;
  }
  unmarkCommit(repository);
  return ok(undefined);
}
