/** Works out, in a temporary index, what a patch makes of files that may have changed since. Writes no file of the tree. */
import { existsSync, rmSync } from 'node:fs';
import { fail, ok, type Result } from '../config/problem';
import type { ChangedFile, FileState } from '../state/resultSchema';
import { git, type GitOutput, literally, partsOf } from './git';
import { gitProblem } from './repository';

/** Files by path from the top of the repository. */
export type States = ReadonlyMap<string, FileState>;

export type Merge =
  | { kind: 'clean'; before: States; after: States }
  /** The files, from the top of the repository, that do not merge. */
  | { kind: 'conflict'; files: string[] }
  /** The patch is not what its record says. */
  | { kind: 'forged'; reason: string };

const MODES: readonly string[] = ['100644', '100755', '120000'] satisfies FileState['mode'][];
const isMode = (mode: string): mode is FileState['mode'] => MODES.includes(mode);

function same(a: FileState | null | undefined, b: FileState | null | undefined): boolean {
  return a?.id === b?.id && a?.mode === b?.mode;
}

/** `<mode> <id> <stage>\t<path>` entries. */
async function readIndex(cwd: string, index: string): Promise<{ states: States; isUnmerged: boolean }> {
  const states = new Map<string, FileState>();
  // None of the files is there: all of them are new.
  if (!existsSync(index)) return { states, isUnmerged: false };
  const listed = await git(['ls-files', '-z', '--stage'], { cwd, index });
  let isUnmerged = false;
  for (const entry of partsOf(listed.stdout)) {
    const end = entry.indexOf('\t');
    const [mode = '', id = '', stage] = entry.slice(0, end).split(' ');
    const path = entry.slice(end + 1);
    if (stage !== '0') isUnmerged = true;
    else if (isMode(mode)) states.set(path, { mode, id });
  }
  return { states, isUnmerged };
}

function apply(cwd: string, index: string, patch: Buffer, only: string[]): Promise<GitOutput> {
  // Three-way against the blobs that the agent saw.
  const how = ['--cached', '--3way', '--whitespace=nowarn', '--no-ignore-whitespace'];
  return git(['apply', ...how, ...only, '-'], { cwd, index, input: patch });
}

/** Which of `files` do not merge, each tried by itself: git stops at the first that cannot even be tried. */
async function conflictsIn(
  cwd: string,
  index: string,
  files: readonly ChangedFile[],
  patch: Buffer,
  before: States,
): Promise<string[]> {
  const conflicts: string[] = [];
  for (const { path } of files) {
    await resetIndex(cwd, index, before);
    const tried = await apply(cwd, index, patch, [`--include=${literally(path)}`]);
    if (tried.code !== 0) conflicts.push(path);
  }
  return conflicts;
}

/**
 * Files that somebody else changed, and of which this repository never had what the agent saw (a result from another
 * clone): git would fall back to context lines, which may fit in the wrong place.
 */
async function withoutBase(cwd: string, files: readonly ChangedFile[], before: States): Promise<string[]> {
  const changed = files.flatMap(({ path, from }) => {
    const now = before.get(path);
    return from && now && now.id !== from.id ? [{ path, id: from.id }] : [];
  });
  if (changed.length === 0) return [];
  const input = changed.map(({ id }) => `${id}\n`).join('');
  const asked = await git(['cat-file', '--batch-check'], { cwd, input });
  const answers = asked.stdout.toString('utf8').split('\n');
  return changed.filter((_, nth) => !/^\S+ blob /.test(answers[nth] ?? '')).map(({ path }) => path);
}

/** Makes these the whole of the index. */
export async function resetIndex(cwd: string, index: string, states: States): Promise<void> {
  const entries = [...states].map(([path, { mode, id }]) => `${mode} ${id}\t${path}\0`).join('');
  rmSync(index, { force: true });
  await git(['update-index', '-z', '--add', '--index-info'], { cwd, index, input: entries });
}

/**
 * Merges `patch` into what `index` holds; `files` (paths from the top of the repository) says what the patch changes,
 * from what to what. A file that already is what the patch makes of it counts as done, so that landing twice changes nothing.
 */
export async function mergeInIndex(
  cwd: string,
  index: string,
  files: readonly ChangedFile[],
  patch: Buffer,
): Promise<Result<Merge>> {
  const { states: before } = await readIndex(cwd, index);
  const stateBefore = (path: string): FileState | null => before.get(path) ?? null;
  const done = files.filter(({ path, to }) => same(stateBefore(path), to));
  const due = files.filter((file) => !done.includes(file));
  if (due.length === 0) return ok({ kind: 'clean', before, after: before });

  const baseless = await withoutBase(cwd, due, before);
  if (baseless.length > 0) return ok({ kind: 'conflict', files: baseless });
  const applied = await apply(
    cwd,
    index,
    patch,
    done.map(({ path }) => `--exclude=${literally(path)}`),
  );
  if (applied.missing) return fail(gitProblem('Merging', applied));
  const { states: after, isUnmerged } = await readIndex(cwd, index);
  if (applied.code !== 0 || isUnmerged) {
    // What nobody else changed does merge, unless the patch is not for it.
    const changed = due.filter(({ path, from }) => !same(stateBefore(path), from));
    const conflicts = await conflictsIn(cwd, index, changed, patch, before);
    if (conflicts.length > 0) return ok({ kind: 'conflict', files: conflicts });
    return ok({ kind: 'forged', reason: `git cannot apply the patch: ${applied.stderr.trim()}` });
  }

  const known = new Map(files.map((file) => [file.path, file]));
  for (const path of new Set([...before.keys(), ...after.keys()])) {
    if (same(before.get(path), after.get(path))) continue;
    if (!known.has(path))
      return ok({ kind: 'forged', reason: `the patch changes ${path}, of which its record does not speak` });
  }
  for (const { path, from, to } of due) {
    // Nobody else changed it: then it has to be what the agent made of it.
    if (same(stateBefore(path), from) && !same(after.get(path) ?? null, to))
      return ok({
        kind: 'forged',
        reason: `the patch makes something else of ${path} than its record says`,
      });
  }
  return ok({ kind: 'clean', before, after });
}
