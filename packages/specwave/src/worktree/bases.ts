/**
 * Keeps git from taking away the bases that slots stand at: no branch knows these commits, and a `git gc` of the user's may
 * come at any time. A ref for each, which goes with the last slot that stands at it.
 */
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { git } from './git';
import type { Repository } from './repository';

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
  removeLocks(join(commonDir, refs));
  const listed = await git(['for-each-ref', '--format=%(refname)', refs], { cwd: top });
  const names = listed.stdout.toString('utf8').split('\n').filter(Boolean);
  const over = names.filter((name) => !inUse.has(name.slice(refs.length + 1)));
  if (over.length === 0) return;
  const input = over.map((name) => `delete ${name}\n`).join('');
  await git(['update-ref', '--stdin'], { cwd: top, input });
}

/** Of a git that was killed: nobody else writes there, and that only under the lock. */
function removeLocks(folder: string): void {
  try {
    for (const name of readdirSync(folder))
      if (name.endsWith('.lock')) rmSync(join(folder, name), { force: true });
  } catch {
    // No base is protected here.
  }
}
