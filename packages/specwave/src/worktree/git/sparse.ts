/** Files that git is told not to look at in the user's tree: private changes of theirs, or outside of a sparse checkout. */
import { git, partsOf } from './git';
import type { Repository } from './repository';

/** Tracked files with the skip-worktree bit, from the top of the repository. */
export async function skippedFiles({ top }: Pick<Repository, 'top'>): Promise<string[]> {
  const listed = await git(['ls-files', '-t', '-z'], { cwd: top });
  return partsOf(listed.stdout).flatMap((entry) => (entry.startsWith('S ') ? [entry.slice(2)] : []));
}
