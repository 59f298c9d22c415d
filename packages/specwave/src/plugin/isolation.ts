/** Whether what an agent does for a task stays apart from everything else, and so can be cached and replayed. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ConfigFacts } from '../workspace/configFacts';

/** A worktree and a submodule have a file called `.git`. Asking git itself would start a program for every nx command. */
function isInGitRepository(folder: string): boolean {
  if (existsSync(join(folder, '.git'))) return true;
  const above = dirname(folder);
  return above !== folder && isInGitRepository(above);
}

/** Trees of their own need a git repository; without one, and where the settings say so, agents share the working tree. */
export function worksInWorktrees(
  workspaceRoot: string,
  { isolation }: Pick<ConfigFacts, 'isolation'>,
): boolean {
  return isolation === 'worktree' && isInGitRepository(workspaceRoot);
}
