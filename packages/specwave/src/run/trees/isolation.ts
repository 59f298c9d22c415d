/** Where agents work: each in a tree of its own, or all in the working tree itself. */
import { existsSync } from 'node:fs';
import { ok, type Result } from '../../config/problem';
import type { Config } from '../../config/schema';
import { stateFolder } from '../../state/stateFolder';
import { treesFolder } from '../../state/treesFolder';
import type { RunContext } from '../../workspace/context';
import { findRepository, type Repository } from '../../worktree/git/repository';
import { type SlotFolders, slotFolders } from '../../worktree/slots/slots';

export interface Isolated {
  kind: 'worktree';
  repository: Repository;
  folders: SlotFolders;
}

export type Isolation =
  | Isolated
  /** Nothing is cached and nothing is committed: nobody knows whose changes are whose. `why` is for people. */
  | { kind: 'none'; why: string };

/** As the settings say; without a git repository there are no trees of their own. Problems: those of `findRepository` and `treesFolder`. */
export async function isolationOf(
  { workspaceRoot }: Pick<RunContext, 'workspaceRoot'>,
  config: Pick<Config, 'isolation'>,
): Promise<Result<Isolation>> {
  if (config.isolation === 'none') return ok({ kind: 'none', why: '`isolation: none` in specwave.yaml' });
  const state = stateFolder(workspaceRoot);
  if (!state.ok) return state;
  const repository = await findRepository(workspaceRoot);
  if (repository.ok) {
    const home = treesFolder(workspaceRoot, repository.value.top);
    if (!home.ok) return home;
    const folders = slotFolders(home.value, state.value);
    return ok({ kind: 'worktree', repository: repository.value, folders });
  }
  const isWithoutGit = repository.problems.every(({ code }) => code === 'no-repository');
  return isWithoutGit ? ok({ kind: 'none', why: 'this workspace lies in no git repository' }) : repository;
}

/** Whether a slot's files are still there, for whoever wants to go on in it. */
export function isThere(path: string | null): path is string {
  return path !== null && existsSync(path);
}
