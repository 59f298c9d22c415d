/** What moved in the user's repository while an agent worked: its tree may share branches, stash, configuration and hooks. */
import type { Finding } from '../../verify/checks/check';
import { git } from '../../worktree/git/git';
import { gitStateOf, movedBetween } from '../../worktree/git/gitState';
import type { AgentTree } from '../trees/place';
import type { TaskRun } from './taskRun';

export async function gitMoved({ isolation }: TaskRun, { stood }: AgentTree): Promise<Finding[]> {
  if (isolation.kind === 'none' || stood === null) return [];
  const { repository } = isolation;
  const now = await gitStateOf(repository);
  const goesOn = async (from: string, to: string): Promise<boolean> =>
    (await git(['merge-base', '--is-ancestor', from, to], { cwd: repository.top })).code === 0;
  const moved = await movedBetween(stood, now, goesOn);
  return moved.map(({ message, next }) => ({
    check: 'git-state',
    message: `${message} It was while the agent worked; where it was not you: ${next}`,
    next: 'Leave the repository itself alone: no branches, stashes, settings or hooks.',
    path: null,
    line: null,
  }));
}
