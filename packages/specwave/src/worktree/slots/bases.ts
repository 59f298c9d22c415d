/**
 * Keeps git from taking away the bases that slots stand at: no branch knows these commits, and a `git gc` of the user's may
 * come at any time. A ref for each, which goes with the last slot that stands at it.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { git } from '../git/git';
import { namesIn } from '../../state/onDisk';
import type { Repository } from '../git/repository';

/** `workspace`: a name of the workspace's that a ref may have, because others may share the repository. */
function refsOf(workspace: string): string {
  return `refs/specwave/${workspace}`;
}

/**
 * Under the workspace's lock. Where it fails (the commit is gone, say), whoever fills the slot will find out; what there is
 * stays for two weeks without a ref too.
 */
export async function protectBase({ top }: Repository, workspace: string, base: string): Promise<void> {
  await git(['update-ref', `${refsOf(workspace)}/${base}`, base], { cwd: top });
}

/** Lets go of all bases but those of `inUse`. Under the workspace's lock. */
export async function releaseBases(
  { top, commonDir }: Repository,
  workspace: string,
  inUse: ReadonlySet<string>,
): Promise<void> {
  const refs = refsOf(workspace);
  const isOver = (name: string): boolean => !inUse.has(name);
  const folder = join(commonDir, refs);
  // Not by git, as far as it has them in files of their own: to delete one it locks `packed-refs`, and killed there, it
  // would leave the user with a repository in which no branch can be deleted. With them go locks of a git that was killed.
  for (const name of namesIn(folder).filter(isOver)) rmSync(join(folder, name), { force: true });
  const listed = await git(['for-each-ref', '--format=%(refname)', refs], { cwd: top });
  const packed = listed.stdout.toString('utf8').split('\n').filter(Boolean);
  const over = packed.filter((name) => isOver(name.slice(refs.length + 1)));
  if (over.length === 0) return;
  const input = over.map((name) => `delete ${name}\n`).join('');
  await git(['update-ref', '--stdin'], { cwd: top, input });
}
