/** What a commit of results is to hold, worked out in a temporary index: HEAD, and on it the results, ticks and status files. */
import { fail, ok, type Result } from '../../config/problem';
import type { CommitRequest, Entries, Skipped } from './commitRequest';
import { asInput, git, partsOf } from '../git/git';
import { gitProblem, type Repository } from '../git/repository';
import { addResults } from './resultsOnHead';
import { isPlainFile } from '../git/treeState';

async function entriesOf(top: string, commit: string): Promise<Result<Entries>> {
  const listed = await git(['ls-tree', '-r', '-z', '--full-tree', commit], { cwd: top });
  if (listed.code !== 0) return fail(gitProblem('Reading the last commit', listed));
  const entries = new Map<string, { mode: string; id: string }>();
  for (const part of partsOf(listed.stdout)) {
    const [about = ''] = part.split('\t', 1);
    const [mode = '', , id = ''] = about.split(' ');
    entries.set(part.slice(about.length + 1), { mode, id });
  }
  return ok(entries);
}

/** Bytes go in and out as git stores them: line ends and other filters would change more than the ticks. */
async function addTaskList(
  { top, prefix }: Repository,
  { taskList }: CommitRequest,
  head: Entries,
  index: string,
): Promise<Result<Skipped | null>> {
  const path = `${prefix}${taskList.path}`;
  const entry = head.get(path);
  const notTicked = (reason: string): Result<Skipped> =>
    ok({
      kind: 'skipped',
      reason: `The boxes cannot be ticked in the committed ${taskList.path}: ${reason}`,
      next: `Commit ${taskList.path} together with the results (\`git add\` and \`git commit\`): a spec that is complete is not run again.`,
    });
  if (entry ? !entry.mode.startsWith('100') : !isPlain(top, path))
    return notTicked('it is no file, or is reached through a link.');

  let before: Buffer | null = null;
  if (entry) {
    const read = await git(['cat-file', 'blob', entry.id], { cwd: top });
    if (read.code !== 0) return fail(gitProblem(`Reading the committed ${taskList.path}`, read));
    before = read.stdout;
  }
  const ticked = taskList.tick(before);
  if (!ticked.ok) return notTicked(ticked.reason);
  if (before?.equals(ticked.bytes)) return ok(null);
  return addBytes(top, index, { path, mode: entry?.mode ?? '100644', bytes: ticked.bytes });
}

async function addBytes(
  top: string,
  index: string,
  { path, mode, bytes }: { path: string; mode: string; bytes: Buffer },
): Promise<Result<null>> {
  const stored = await git(['hash-object', '-w', '--stdin'], { cwd: top, input: bytes });
  if (stored.code !== 0) return fail(gitProblem(`Storing ${path}`, stored));
  const input = `${mode} ${stored.stdout.toString('utf8').trim()}\t${path}\0`;
  const added = await git(['update-index', '-z', '--index-info'], { cwd: top, index, input });
  return added.code === 0 ? ok(null) : fail(gitProblem(`Adding ${path}`, added));
}

/** On HEAD's version, not the tree's: what the user has changed in these files is theirs to commit. */
async function addEdited(
  { top, prefix }: Repository,
  { edited }: CommitRequest,
  head: Entries,
  index: string,
): Promise<Result<null>> {
  for (const { path, edit } of edited) {
    const entry = head.get(`${prefix}${path}`);
    if (!entry?.mode.startsWith('100')) continue;
    const read = await git(['cat-file', 'blob', entry.id], { cwd: top });
    if (read.code !== 0) return fail(gitProblem(`Reading the committed ${path}`, read));
    const bytes = edit(read.stdout);
    if (bytes === null) continue;
    const added = await addBytes(top, index, { path: `${prefix}${path}`, mode: entry.mode, bytes });
    if (!added.ok) return added;
  }
  return ok(null);
}

function isPlain(top: string, path: string): boolean {
  try {
    return isPlainFile(top, path);
  } catch {
    return false;
  }
}

async function addWhole(
  { top, prefix }: Repository,
  whole: readonly string[],
  index: string,
): Promise<Result<null>> {
  // Behind a link, a file is not at this path for git.
  const present = whole.map((path) => `${prefix}${path}`).filter((path) => isPlain(top, path));
  if (present.length === 0) return ok(null);
  // Those that the index knows do not count as ignored.
  const asked = await git(['check-ignore', '-z', '--stdin'], { cwd: top, index, input: asInput(present) });
  if (asked.code !== 0 && asked.code !== 1) return fail(gitProblem('Asking which files are ignored', asked));
  const ignored = partsOf(asked.stdout);
  const taken = present.filter((path) => !ignored.includes(path));
  const added = await git(['update-index', '-z', '--add', '--stdin'], {
    cwd: top,
    index,
    input: asInput(taken),
  });
  return added.code === 0 ? ok(null) : fail(gitProblem('Adding files as they are', added));
}

/** The index's content as a tree object. */
export async function treeOf(top: string, index: string): Promise<Result<string>> {
  const written = await git(['write-tree'], { cwd: top, index });
  if (written.code !== 0) return fail(gitProblem('Writing what is to be committed', written));
  return ok(written.stdout.toString('utf8').trim());
}

/**
 * Makes of `index` (a copy of the user's, for its knowledge of which files are unchanged, or one that does not exist)
 * what the commit on `head` is to hold. Null: done.
 */
export async function fillIndex(
  repository: Repository,
  request: CommitRequest,
  head: string,
  index: string,
): Promise<Result<Skipped | null>> {
  const { top } = repository;
  const reset = await git(['read-tree', '--reset', head], { cwd: top, index });
  if (reset.code !== 0) return fail(gitProblem('Reading the last commit', reset));
  const entries = await entriesOf(top, head);
  if (!entries.ok) return entries;
  const results = await addResults(repository, request, entries.value, index);
  if (!results.ok) return results;
  if (results.value.kind === 'skipped') return ok(results.value);
  const locks = await addWhole(repository, results.value.lockFiles, index);
  if (!locks.ok) return locks;
  const ticked = await addTaskList(repository, request, entries.value, index);
  if (!ticked.ok || ticked.value) return ticked;
  const edited = await addEdited(repository, request, entries.value, index);
  if (!edited.ok) return edited;
  return addWhole(repository, request.whole, index);
}
