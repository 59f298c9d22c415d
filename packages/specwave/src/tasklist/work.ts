/** Which tasks are work, and which of it is left. */
import type { Task, TaskState } from './model';

/** Has work of its own, and is to be done: no container, and no optional task that is passed over. */
export function isWork({ container, state }: Pick<Task, 'container' | 'state'>): boolean {
  return !container && state !== 'left-out';
}

/** Work that is not done. */
export function isOpenWork(task: Pick<Task, 'container' | 'state'>): boolean {
  return isWork(task) && task.state !== 'done';
}

/** Whether a container with sub-tasks in these states is done: what was passed over is not missing. */
export function isAllDone(states: readonly (TaskState | undefined)[]): boolean {
  return states.includes('done') && states.every((state) => state === 'done' || state === 'left-out');
}

/** "Checkpoint - all tests pass": a place to stop and look, behind all that stands before it. */
export function isCheckpoint({ title }: Pick<Task, 'title'>): boolean {
  return /^\W*(?:final\s+)?checkpoint\b/i.test(title);
}
