/** The end of a run: how each of its specs stands now. */
import type { RunContext, SpecProject } from '../workspace/context';
import { readSpec } from '../workspace/readSpec';
import { isInfrastructureComplete, nextSteps } from './nextSteps';
import { lastRunCost } from './specRow';
import { specRows } from './uncommitted';

/**
 * Reports the rows of `specs`, and the problems of those that cannot be read. `since`: when the run began, milliseconds
 * since 1970. `all`: all specs of the workspace.
 */
export async function summariseRun(
  context: Pick<RunContext, 'workspaceRoot' | 'report'>,
  specs: readonly SpecProject[],
  since: number,
  all: readonly SpecProject[] = specs,
): Promise<void> {
  const { workspaceRoot, report } = context;
  const current = specs.flatMap((spec) => {
    const read = readSpec({ workspaceRoot, spec });
    if (read.ok) return [read.value];
    for (const problem of read.problems) report({ type: 'problem', problem });
    return [];
  });
  const run = current[0] ? lastRunCost(current[0], since) : null;
  const rows = await specRows(workspaceRoot, current);
  const deployable =
    rows.some(({ status }) => status === 'completed') && isInfrastructureComplete(workspaceRoot, all);
  const next = current[0] ? nextSteps(current[0].config.next, rows, deployable) : [];
  report({ type: 'run-finished', rows, run, next });
}
