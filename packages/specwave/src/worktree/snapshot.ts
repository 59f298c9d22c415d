/** Bases: the user's working tree as a commit that no branch knows, for agents to start from. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fail, ok, type Result } from '../config/problem';
import { asInput, git } from './git/git';
import { withIndex } from './git/indexFile';
import { gitProblem, type Repository } from './git/repository';
import { skippedFiles } from './git/sparse';
import { writeTree } from './git/treeState';

export interface Snapshot {
  /** Id of the commit. */
  commit: string;
  /** Repositories inside this one that git does not track, as folders relative to its top: not in the snapshot. */
  nested: string[];
}

/** Who made these commits: nobody's name belongs on them, and a user without an identity has no need of one. */
export const OUR_IDENTITY = {
  GIT_AUTHOR_NAME: 'Specwave',
  GIT_AUTHOR_EMAIL: 'specwave@localhost',
  GIT_COMMITTER_NAME: 'Specwave',
  GIT_COMMITTER_EMAIL: 'specwave@localhost',
} as const;

/**
 * The working tree as it is now: uncommitted and untracked files included, and those that git is told not to look at
 * (skip-worktree); ignored ones not, except those of `declared` (relative to the workspace). The user's index, branch, stash and hooks have no part in it. To be called
 * while holding the workspace's lock, or another task's landing may be half in it. `scratch`: folder for temporary files.
 */
export async function takeSnapshot(
  repository: Repository,
  declared: readonly string[],
  scratch: string,
): Promise<Result<Snapshot>> {
  const { top, gitDir, prefix, head } = repository;
  return withIndex(scratch, join(gitDir, 'index'), async (index) => {
    const forced = declared.map((path) => `${prefix}${path}`);
    const skipped = (await skippedFiles(repository)).filter((path) => existsSync(join(top, path)));
    if (skipped.length > 0) {
      const how = ['update-index', '-z', '--no-skip-worktree', '--stdin'];
      const looked = await git(how, { cwd: top, index, input: asInput(skipped) });
      if (looked.code !== 0) return fail(gitProblem('Reading files with the skip-worktree bit', looked));
    }
    const state = await writeTree({ cwd: top, index }, forced);
    if (!state.ok) return state;
    const { tree, nested } = state.value;
    const parents = head === null ? [] : ['-p', head];
    const made = await git(['commit-tree', tree, ...parents, '-m', 'Base of a wave (Specwave)'], {
      cwd: top,
      env: OUR_IDENTITY,
    });
    if (made.code !== 0) return fail(gitProblem('Fixing the base', made));
    return ok({ commit: made.stdout.toString('utf8').trim(), nested });
  });
}
