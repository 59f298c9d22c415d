/** The end of a run: how each of its specs stands now. */
import type { RunContext, SpecProject } from './context';
import { openSpec } from './openSpec';
import { lastRunCost, specRow } from './specRow';

/** Reports the rows of `specs`, and the problems of those that cannot be read. `since`: when the run began, milliseconds since 1970. */
export function summariseRun(
  context: Pick<RunContext, 'workspaceRoot' | 'report'>,
  specs: readonly SpecProject[],
  since: number,
): void {
  const { workspaceRoot, report } = context;
  const open = specs.flatMap((spec) => {
    const opened = openSpec({ workspaceRoot, spec });
    if (opened.ok) return [opened.value];
    for (const problem of opened.problems) report({ type: 'problem', problem });
    return [];
  });
  const run = open[0] ? lastRunCost(open[0], since) : null;
  report({ type: 'run-finished', rows: open.map(specRow), run });
}
