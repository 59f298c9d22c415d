/** Runs the commands that a result has to pass. Of tests that are to fail for now, what they added may. */
import { closesByCommands } from '../../plan/routes';
import type { CheckRecord } from '../../state/resultSchema';
import type { IdleCommand } from '../../verify/commands';
import { isTestsFirst } from '../../verify/changeNeeded';
import type { AgentTree, Work as Left } from '../trees/place';
import { isRedOnlyInAdded } from './proofs';
import { commandsIn, type TaskRun } from './taskRun';

export interface Verified {
  kind: 'passed' | 'failed' | 'cancelled';
  checks: CheckRecord[];
  idle: IdleCommand[];
}

const RED = 'Red in the tests that the task adds, as it asks for; in nothing else.';

export function commandsOf({ planned, current }: TaskRun): string[] {
  const { verify, gate } = current.config;
  return [...planned.task.verify, ...verify, ...(closesByCommands(planned.task, current.config) ? gate : [])];
}

export async function verifyWork(run: TaskRun, tree: AgentTree, left: Left): Promise<Verified> {
  const { planned, current } = run;
  const heading = [planned.task.within, current.plan.waves[planned.wave]?.title ?? ''].join('\n');
  const mayBeRed = isTestsFirst(planned.task, heading);
  const checks: CheckRecord[] = [];
  const idle: IdleCommand[] = [];
  for (let due = commandsOf(run); due.length > 0;) {
    const end = await commandsIn(run, tree.path)('verify', due);
    if (end.kind === 'cancelled') return { kind: 'cancelled', checks, idle };
    const failed = end.checks.find(({ passed }) => !passed);
    const isAllowed = failed && mayBeRed && (await isRedOnlyInAdded(run, tree, left, failed.name));
    checks.push(
      ...end.checks.map((each) =>
        each === failed && isAllowed ? { ...each, passed: true, detail: RED } : each,
      ),
    );
    if (failed && !isAllowed) return { kind: 'failed', checks, idle };
    idle.push(...end.idle);
    due = due.slice(end.checks.length);
  }
  return { kind: 'passed', checks, idle };
}
