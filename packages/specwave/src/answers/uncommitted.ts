/** What has landed, should be committed, and is not: looked up in git, because people commit by hand too. */
import { specOf } from '../ledger/entries';
import type { SpecRow } from '../report/rows';
import type { Spec } from '../workspace/readSpec';
import { git, partsOf } from '../worktree/git/git';
import { findRepository } from '../worktree/git/repository';
import { dueForCommit } from './dueForCommit';
import { specRow } from './specRow';

/** The run that should have was killed before it could say why not. */
const UNKNOWN = {
  reason: 'The run ended before it had committed it.',
  next: 'Look at it (`git status`), and commit it yourself: a spec that is complete is not run again.',
};

/** The rows of these specs, each with why its landed work is not committed, where that is so. */
export async function specRows(workspaceRoot: string, specs: readonly Spec[]): Promise<SpecRow[]> {
  const rows = specs.map((spec) => ({ spec, row: specRow(spec) }));
  const asked = rows.filter(({ spec, row }) => isToBeCommitted(spec, row));
  const repository = asked.length > 0 ? await findRepository(workspaceRoot) : null;
  if (!repository?.ok) return rows.map(({ row }) => row);
  // One command for all: where a task list is as the last commit has it, so are its ticks.
  const lists = asked.map(({ spec }) => spec.identity.taskFile);
  const how = ['status', '--porcelain', '-z', '--no-renames', '--untracked-files=all', '--ignored', '--'];
  const literal = lists.map((path) => `:(literal)${path}`);
  const status = await git([...how, ...literal], { cwd: workspaceRoot });
  const { prefix } = repository.value;
  const changed = new Set(partsOf(status.stdout).map((entry) => entry.slice(3 + prefix.length)));
  return Promise.all(
    rows.map(async ({ spec, row }) => {
      if (!isToBeCommitted(spec, row) || !changed.has(spec.identity.taskFile)) return row;
      const { tasks } = await dueForCommit(repository.value, spec);
      if (tasks.length === 0) return row;
      const said = specOf(spec.ledger, spec.identity.name)?.uncommitted ?? UNKNOWN;
      return { ...row, uncommitted: { reason: said.reason, next: said.next } };
    }),
  );
}

/** Until a spec is complete, its commit may be yet to come. */
function isToBeCommitted({ config, ledger, identity }: Spec, { status }: SpecRow): boolean {
  if (config.commit === 'off' || config.isolation === 'none') return false;
  return status === 'completed' || specOf(ledger, identity.name)?.uncommitted !== undefined;
}
