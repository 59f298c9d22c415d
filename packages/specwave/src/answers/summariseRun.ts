/** The end of a run: how each of its specs stands now. */
import type { RunContext, SpecProject } from '../workspace/context';
import { isInfrastructureComplete, nextSteps } from './nextSteps';
import { openSpec } from '../workspace/readSpec';
import { lastRunCost, specRow } from './specRow';

/**
 * Reports the rows of `specs`, and the problems of those that cannot be read. `since`: when the run began, milliseconds
 * since 1970. `all`: all specs of the workspace.
 */
export function summariseRun(
  context: Pick<RunContext, 'workspaceRoot' | 'report'>,
  specs: readonly SpecProject[],
  since: number,
  all: readonly SpecProject[] = specs,
): void {
  const { workspaceRoot, report } = context;
  const open = specs.flatMap((spec) => {
    const opened = openSpec({ workspaceRoot, spec });
    if (opened.ok) return [opened.value];
    for (const problem of opened.problems) report({ type: 'problem', problem });
    return [];
  });
  const run = open[0] ? lastRunCost(open[0], since) : null;
  const rows = open.map(specRow);
  const deployable =
    rows.some(({ status }) => status === 'completed') && isInfrastructureComplete(workspaceRoot, all);
  const next = open[0] ? nextSteps(open[0].config.next, rows, deployable) : [];
  report({ type: 'run-finished', rows, run, next });
}
