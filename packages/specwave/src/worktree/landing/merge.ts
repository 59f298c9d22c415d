/** Works out, in a temporary index, what a patch makes of files that may have changed since. Writes no file of the tree. */
import { rmSync } from 'node:fs';
import { fail, ok, type Result } from '../../config/problem';
import { isAnyManifest } from '../../packages/managers';
import type { ChangedFile, FileState } from '../../state/resultSchema';
import { git, type GitOutput, literally } from '../git/git';
import { mergedManifest } from './manifests';
import { apply, readIndex, resetIndex, restore, same, type States } from './patchIndex';
import { gitProblem } from '../git/repository';

export type Merge =
  /** `anew`: lock files, from the top of the repository, that are to be made anew for what the manifests ask for now. */
  | { kind: 'clean'; before: States; after: States; anew: string[] }
  /** The files, from the top of the repository, that do not merge. */
  | { kind: 'conflict'; files: string[] }
  /** The patch is not what its record says. */
  | { kind: 'forged'; reason: string };

/**
 * Lock files are never merged as text, which may make anything of them. `kept` are those that somebody else changed too:
 * they stay as they are. They, and those whose manifest somebody else changed, are to be made `anew`.
 */
function lockFilesAmong(
  files: readonly ChangedFile[],
  before: States,
  isLockFile: (path: string) => boolean,
): { kept: ChangedFile[]; anew: string[] } {
  const isMoved = ({ path, from, to }: ChangedFile): boolean =>
    !same(before.get(path), from) && !same(before.get(path), to);
  const locks = files.filter(({ path, to }) => to !== null && before.has(path) && isLockFile(path));
  const kept = locks.filter(isMoved);
  const isManifestMoved = files.some((file) => isAnyManifest(file.path) && isMoved(file));
  return { kept, anew: (isManifestMoved ? locks : kept).map(({ path }) => path) };
}

/**
 * Which of `files` do not merge, each tried by itself: git stops at the first that cannot even be tried. `merged`: those that
 * do by their keys, as they are then. `trial`: an index that is there for this only.
 */
async function triedAlone(
  cwd: string,
  trial: string,
  files: readonly ChangedFile[],
  patch: Buffer,
  before: States,
): Promise<{ conflicts: string[]; merged: States }> {
  const conflicts: string[] = [];
  const merged = new Map<string, FileState>();
  try {
    for (const file of files) {
      await resetIndex(cwd, trial, before);
      const tried = await apply(cwd, trial, patch, [`--include=${literally(file.path)}`]);
      if (tried.code === 0) continue;
      const byKeys = await mergedManifest(cwd, trial, file, patch, before);
      if (byKeys) merged.set(file.path, byKeys);
      else conflicts.push(file.path);
    }
    return { conflicts, merged };
  } finally {
    rmSync(trial, { force: true });
  }
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

/**
 * Merges `patch` into what `index` holds; `files` (paths from the top of the repository) says what the patch changes,
 * from what to what. A file that already is what the patch makes of it counts as done, so that landing twice changes nothing.
 * A `package.json` that does not merge as text is merged by keys. `isLockFile`: of paths from the top of the repository.
 */
export async function mergeInIndex(
  cwd: string,
  index: string,
  files: readonly ChangedFile[],
  patch: Buffer,
  isLockFile: (path: string) => boolean = () => false,
): Promise<Result<Merge>> {
  const { states: before } = await readIndex(cwd, index);
  const stateBefore = (path: string): FileState | null => before.get(path) ?? null;
  const done = files.filter(({ path, to }) => same(stateBefore(path), to));
  const { kept, anew } = lockFilesAmong(files, before, isLockFile);
  const due = files.filter((file) => !done.includes(file) && !kept.includes(file));
  if (due.length === 0) return ok({ kind: 'clean', before, after: before, anew });

  const baseless = await withoutBase(cwd, due, before);
  if (baseless.length > 0) return ok({ kind: 'conflict', files: baseless });
  const applyWithout = (left: readonly ChangedFile[]): Promise<GitOutput> =>
    apply(
      cwd,
      index,
      patch,
      left.map(({ path }) => `--exclude=${literally(path)}`),
    );
  const first = await applyWithout([...done, ...kept]);
  if (first.missing) return fail(gitProblem('Merging', first));
  let { states: after, isUnmerged } = await readIndex(cwd, index);
  if (first.code !== 0 || isUnmerged) {
    // What nobody else changed does merge, unless the patch is not for it.
    const changed = due.filter(({ path, from }) => !same(stateBefore(path), from));
    const { conflicts, merged } = await triedAlone(cwd, `${index}.trial`, changed, patch, before);
    if (conflicts.length > 0) return ok({ kind: 'conflict', files: conflicts });
    // All else in the index is not ours to rewrite: it may hold more than files.
    await restore(
      cwd,
      index,
      due.map(({ path }) => path),
      new Map([...before, ...merged]),
    );
    const left = due.filter(({ path }) => !merged.has(path));
    const byKeys = due.filter(({ path }) => merged.has(path));
    const then =
      merged.size > 0 && left.length > 0 ? await applyWithout([...done, ...kept, ...byKeys]) : first;
    if (left.length > 0 && then.code !== 0)
      return ok({ kind: 'forged', reason: `git cannot apply the patch: ${then.stderr.trim()}` });
    ({ states: after, isUnmerged } = await readIndex(cwd, index));
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
  return ok({ kind: 'clean', before, after, anew });
}
