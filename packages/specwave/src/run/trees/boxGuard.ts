/** Only Specwave ticks (design, section 1, rules 1 and 2). */
import { completedTasks } from '../../ledger/entries';
import { untickOnDisk } from '../../ledger/tickFile';
import type { RunContext } from '../../workspace/context';
import { readSpec } from '../../workspace/readSpec';

/**
 * Takes back a tick that an agent made itself: the task's box was open when its agent started, and it has not landed
 * (in another run of ours) since. Returns whether there was one.
 */
export function takeBackTick(context: RunContext, taskId: string): boolean {
  const read = readSpec(context);
  if (!read.ok) return false;
  const { ledger, identity, plan, rules } = read.value;
  const task = plan.tasks.get(taskId)?.task;
  const completed = completedTasks(ledger, context.spec.name);
  if (task?.state !== 'done' || completed.has(taskId)) return false;
  const unticked = untickOnDisk(context.workspaceRoot, identity.taskFile, [task], completed, rules);
  return unticked.ok && unticked.value.ticked;
}
