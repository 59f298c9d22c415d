/** Landing: ticks the box and records it, as one step under the workspace's lock. */
import type { Result } from '../config/problem';
import { completedTasks, recordTask } from '../ledger/entries';
import type { Ledger, TaskEntry } from '../ledger/schema';
import { updateLedger } from '../ledger/store';
import { tickOnDisk } from '../ledger/tickFile';
import type { Task } from '../spec/model';
import type { RunContext } from './context';
import { progressOf } from './openSpec';

/**
 * Ticks `task` in `taskFile` and enters `entry` in the ledger. Fails, with neither done, where the file no longer
 * holds the task as it was when its agent started, or where file or ledger cannot be written.
 */
export function landTask(
  context: RunContext,
  taskFile: string,
  task: Task,
  entry: TaskEntry,
): Promise<Result<Ledger>> {
  const { workspaceRoot, spec } = context;
  return updateLedger(workspaceRoot, (ledger) => {
    // A task without a box is done once the ledger says so, which it will when this is written.
    const completed = completedTasks(ledger, spec.name).add(task.id);
    const ticked = tickOnDisk(workspaceRoot, taskFile, task, completed);
    if (!ticked.ok) return ticked.problems;
    const progress = progressOf(ticked.value.list);
    return recordTask(ledger, spec.name, task.id, entry, { ...progress, now: new Date() });
  });
}
