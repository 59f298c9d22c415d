/** The end of a run: how each of its specs stands now. */
import type { RunContext, SpecProject } from './context';
import { openSpec } from './openSpec';
import { specRow } from './specRow';

/** Reports the rows of `specs`, and the problems of those that cannot be read. */
export function summariseRun(
  context: Pick<RunContext, 'workspaceRoot' | 'report'>,
  specs: readonly SpecProject[],
): void {
  const { workspaceRoot, report } = context;
  const rows = specs.flatMap((spec) => {
    const opened = openSpec({ workspaceRoot, spec });
    if (opened.ok) return [specRow(opened.value)];
    for (const problem of opened.problems) report({ type: 'problem', problem });
    return [];
  });
  report({ type: 'run-finished', rows });
}
