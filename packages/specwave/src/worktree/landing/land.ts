/** Takes a patch over into the user's working tree: all of its files, or none. */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { fail, ok, type Result } from '../../config/problem';
import type { ChangedFile, FileState } from '../../state/resultSchema';
import { asInput, git } from '../git/git';
import { withIndex } from '../git/indexFile';
import { linksOut } from '../git/links';
import { mergeInIndex } from './merge';
import { resetIndex, type States } from './patchIndex';
import { gitProblem, type Repository } from '../git/repository';
import { isAsItStood, isConfined, makesRoom, type Standing, standing } from './standing';
import { writeFiles } from './writeFiles';

export type Landing =
  /**
   * `written`: files that were changed; empty where the tree held all of it already. `anew`: lock files that are to be made
   * anew now. Relative to the workspace.
   */
  | { kind: 'landed'; written: string[]; anew: string[] }
  | { kind: 'conflict'; files: string[] }
  | { kind: 'refused'; reason: string };

/** Changed paths of a merge: what is to be written, and what is to be taken away. */
function changesOf(before: States, after: States): { write: string[]; remove: string[] } {
  const differs = (path: string): boolean => {
    const [a, b] = [before.get(path), after.get(path)];
    return a?.id !== b?.id || a?.mode !== b?.mode;
  };
  return {
    write: [...after.keys()].filter(differs),
    remove: [...before.keys()].filter((path) => !after.has(path)),
  };
}

/**
 * Lands a result: three-way against the tree that its agent saw, worked out in a temporary index; the working tree is
 * written only when everything merges and nobody changed one of the files meanwhile. Landing twice changes nothing.
 * `files`, and what `isLockFile` is asked: paths relative to the workspace. To be called while holding the workspace's lock.
 */
export async function landPatch(
  repository: Repository,
  files: readonly ChangedFile[],
  patch: Buffer,
  scratch: string,
  isLockFile: (path: string) => boolean = () => false,
): Promise<Result<Landing>> {
  const { top, prefix } = repository;
  const inRepository = files.map((file) => ({ ...file, path: `${prefix}${file.path}` }));
  const stood = new Map<string, Standing>();
  const removed = new Set(inRepository.filter(({ to }) => to === null).map(({ path }) => path));
  for (const { path, to } of inRepository) {
    if (!isConfined(path)) return ok({ kind: 'refused', reason: `${path} is not a path of the workspace` });
    const found = standing(top, path, removed);
    if (found.kind === 'refused') return ok({ kind: 'refused', reason: found.reason });
    stood.set(path, found);
    if (found.kind === 'blocked' && to !== null && !makesRoom(top, removed, path, found.by))
      return ok({ kind: 'conflict', files: [path.slice(prefix.length)] });
  }
  return withIndex(scratch, null, async (index) => {
    const present = inRepository.filter(({ path }) => stood.get(path)?.kind === 'there');
    // git reads a file in the light of its entry: whether line ends are to stay as they are, and the mode where the
    // file system has none.
    const seen = new Map(
      present.flatMap(({ path, from }): [string, FileState][] => (from ? [[path, from]] : [])),
    );
    if (present.length > 0) {
      await resetIndex(top, index, seen);
      const read = await git(['update-index', '-z', '--add', '--stdin'], {
        cwd: top,
        index,
        input: asInput(present.map(({ path }) => path)),
      });
      if (read.code !== 0) return fail(gitProblem('Reading the files that a result changes', read));
    }
    const merged = await mergeInIndex(top, index, inRepository, patch, (path) =>
      isLockFile(path.slice(prefix.length)),
    );
    if (!merged.ok) return merged;
    const merge = merged.value;
    if (merge.kind === 'forged') return ok({ kind: 'refused', reason: merge.reason });
    if (merge.kind === 'conflict')
      return ok({ kind: 'conflict', files: merge.files.map((path) => path.slice(prefix.length)) });

    const changes = changesOf(merge.before, merge.after);
    const written = changes.write.map((path) => ({ path, to: merge.after.get(path) ?? null }));
    const [out] = await linksOut({ cwd: top }, written);
    if (out !== undefined)
      return ok({ kind: 'refused', reason: `${out} is a link that leads out of the tree` });
    const touched = [...changes.write, ...changes.remove];
    const moved = touched.filter((path) => !isAsItStood(stood.get(path), standing(top, path, removed)));
    if (moved.length > 0)
      return ok({ kind: 'conflict', files: moved.map((path) => path.slice(prefix.length)) });
    const done = await writeFiles(top, index, join(scratch, randomUUID()), changes);
    if (!done.ok) return done;
    const named = (paths: readonly string[]): string[] => paths.map((path) => path.slice(prefix.length));
    return ok({ kind: 'landed', written: named(touched), anew: named(merge.anew) });
  });
}
