/** Keeps the author's `.claude/project.json` and `features.json` in line with the ledger: rule 1 of the design has one writer for them. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Problem } from '../../config/problem';
import { safeName } from '../../identity/names';
import { specOf } from '../../ledger/entries';
import { enterStanding } from '../../ledger/projectStatus';
import { type SpecStanding, STATUS_FILES } from '../../ledger/statusItems';
import { withWorkspaceLock } from '../../state/lock';
import { isOpenWork } from '../../tasklist/work';
import type { RunContext, SpecProject } from '../../workspace/context';
import { type Spec, readSpec, progressOf } from '../../workspace/readSpec';

type Read = Pick<Spec, 'identity' | 'ledger' | 'list'>;

/** How a spec stands by the ledger and its task list; null where it was never begun. */
export function standingOf({ identity, ledger, list }: Read): SpecStanding | null {
  const entry = specOf(ledger, identity.name);
  if (entry === undefined || entry.status === 'pending') return null;
  const { total, completed: done } = progressOf(list);
  const isComplete = entry.status === 'completed' && total > 0 && done === total;
  const { id } = identity;
  return {
    path: identity.path,
    // Where two specs claim one id, neither goes by it.
    id: id !== null && safeName(id) === identity.name ? id : null,
    status: isComplete ? 'completed' : 'in_progress',
    completedAt: entry.completed_at ?? null,
    remaining: list.tasks.filter(isOpenWork).map((task) => task.id),
    total,
    done,
  };
}

/** Enters how the spec stands. To be called while holding the workspace's lock. What it returns are warnings. */
export function updateProjectFiles(
  { workspaceRoot }: Pick<RunContext, 'workspaceRoot'>,
  read: Read,
): Problem[] {
  const standing = standingOf(read);
  return standing === null ? [] : enterStanding(workspaceRoot, standing);
}

/**
 * The same for specs of a run that has ended: where a task failed, Nx has not come to the end of its spec. Specs that
 * cannot be read are passed over: the summary names them.
 */
export async function updateProjectFilesOf(
  context: Pick<RunContext, 'workspaceRoot' | 'report'>,
  specs: readonly SpecProject[],
): Promise<void> {
  const { workspaceRoot, report } = context;
  if (specs.length === 0 || !STATUS_FILES.some((file) => existsSync(join(workspaceRoot, file)))) return;
  const entered = await withWorkspaceLock(workspaceRoot, () =>
    specs.flatMap((spec) => {
      const read = readSpec({ workspaceRoot, spec });
      return read.ok ? updateProjectFiles(context, read.value) : [];
    }),
  );
  const problems = entered.ok ? entered.value : entered.problems;
  for (const problem of onceEach(problems)) report({ type: 'problem', problem });
}

/** A file that is wrong is wrong for every spec. */
function onceEach(problems: readonly Problem[]): Problem[] {
  return [...new Map(problems.map((problem) => [`${problem.file}:${problem.at?.offset}`, problem])).values()];
}
