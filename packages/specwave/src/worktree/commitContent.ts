/** What a commit of results is to hold, worked out in a temporary index: HEAD, and on it the results, ticks and status files. */
import { renameSync, rmSync } from 'node:fs';
import { fail, ok, type Result } from '../config/problem';
import { MANIFESTS } from '../packages/managers';
import type { ChangedFile, FileState } from '../state/resultSchema';
import { asInput, git, partsOf } from './git';
import { copyIndex } from './indexFile';
import { mergeInIndex } from './merge';
import { gitProblem, type Repository } from './repository';
import { isPlainFile } from './treeState';

export interface CommitRequest {
  /** The spec's id. */
  spec: string;
  /**
   * In the order to apply; files' paths relative to the workspace, patches with paths from the repository's top (as
   * worktree/capture.ts makes them).
   */
  results: readonly {
    task: string;
    title: string;
    files: readonly ChangedFile[];
    patch: Buffer | null;
  }[];
  /**
   * Lock files that a package manager has made of what results ask for, relative to the workspace: taken as they are, where
   * the manifests in the working tree ask for nothing more than those of the commit.
   */
  lockFiles: readonly string[];
  taskList: {
    /** Relative to the workspace. */
    path: string;
    /**
     * How HEAD's text becomes the ticked one: new bytes, or a sentence saying why not. Bytes are as git stores them
     * (no line end or other filters applied); null: HEAD does not have the file.
     */
    tick(head: Buffer | null): { ok: true; bytes: Buffer } | { ok: false; reason: string };
  };
  /** Files that others own, changed in single places only; those that HEAD does not have as files are passed over. Null: as it is. */
  edited: readonly { path: string; edit(head: Buffer): Buffer | null }[];
  /** Taken as they are in the working tree, relative to the workspace; missing and ignored ones are passed over. */
  whole: readonly string[];
}

/** No commit was made, and nothing was changed. `reason`: one sentence or more, then perhaps lines of git's. */
export interface Skipped {
  kind: 'skipped';
  reason: string;
  next: string;
}

/** Mode and id of each file, link and submodule, by path from the top of the repository. */
type Entries = ReadonlyMap<string, { mode: string; id: string }>;

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

/**
 * The files of each result with paths from the top of the repository. Results build on each other, so where HEAD holds
 * what a later one made of a file, it holds the earlier ones too: there `to` becomes what HEAD holds, which `mergeInIndex` takes for done.
 */
function filesOnHead(prefix: string, results: CommitRequest['results'], head: Entries): ChangedFile[][] {
  const inHead = new Map<string, { upTo: number; state: FileState | null }>();
  for (const [upTo, { files }] of results.entries())
    for (const { path, to } of files) {
      const held = head.get(`${prefix}${path}`);
      if (held?.id === to?.id && held?.mode === to?.mode) inHead.set(path, { upTo, state: to });
    }
  return results.map(({ files }, at) =>
    files.map((file) => {
      const held = inHead.get(file.path);
      const to = held !== undefined && at <= held.upTo ? held.state : file.to;
      return { path: `${prefix}${file.path}`, from: file.from, to };
    }),
  );
}

async function addResults(
  { top, prefix }: Repository,
  { results, lockFiles }: Pick<CommitRequest, 'results' | 'lockFiles'>,
  head: Entries,
  index: string,
): Promise<Result<Skipped | null>> {
  const made = new Set(lockFiles.map((path) => `${prefix}${path}`));
  for (const [at, files] of filesOnHead(prefix, results, head).entries()) {
    const { task, patch } = results[at] ?? { task: '', patch: null };
    if (files.length === 0) continue;
    const merged = await mergeInIndex(top, index, files, patch ?? Buffer.alloc(0), (path) => made.has(path));
    if (!merged.ok) return merged;
    const merge = merged.value;
    if (merge.kind === 'conflict')
      return ok({
        kind: 'skipped',
        reason: `The result of ${task} builds on changes of yours that are not committed, in ${merge.files.map((path) => path.slice(prefix.length)).join(', ')}.`,
        next: `Commit your changes to these files together with the result.`,
      });
    if (merge.kind === 'forged')
      return ok({
        kind: 'skipped',
        reason: `The stored result of ${task} cannot be taken over as it is: ${merge.reason}.`,
        next: `Look at the files of ${task} and commit them by hand.`,
      });
  }
  return ok(null);
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

/** Whether the manifests in the working tree are those of the index: then lock files that fit the one fit the other. */
async function manifestsAgree(top: string, index: string): Promise<Result<boolean>> {
  const manifests = MANIFESTS.map((name) => `:(glob)**/${name}`);
  const how = ['ls-files', '-z', '--modified', '--others', '--exclude-standard', '--', ...manifests];
  const differing = await git(how, { cwd: top, index });
  if (differing.code !== 0) return fail(gitProblem('Comparing manifests', differing));
  return ok(differing.stdout.length === 0);
}

/** The results, with the lock files where they are theirs alone; else these are merged as files like others. */
async function addResultsAndLockFiles(
  repository: Repository,
  request: CommitRequest,
  head: Entries,
  index: string,
): Promise<Result<Skipped | null>> {
  const { top } = repository;
  if (request.lockFiles.length > 0) {
    const trial = `${index}.results`;
    try {
      copyIndex(index, trial);
      const added = await addResults(repository, request, head, trial);
      const agree = added.ok && added.value === null ? await manifestsAgree(top, trial) : ok(false);
      if (!agree.ok) return agree;
      if (agree.value) {
        renameSync(trial, index);
        return addWhole(repository, request.lockFiles, index);
      }
    } finally {
      rmSync(trial, { force: true });
    }
  }
  return addResults(repository, { ...request, lockFiles: [] }, head, index);
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
  const results = await addResultsAndLockFiles(repository, request, entries.value, index);
  if (!results.ok || results.value) return results;
  const ticked = await addTaskList(repository, request, entries.value, index);
  if (!ticked.ok || ticked.value) return ticked;
  const edited = await addEdited(repository, request, entries.value, index);
  if (!edited.ok) return edited;
  return addWhole(repository, request.whole, index);
}
