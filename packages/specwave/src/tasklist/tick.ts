import { fail, ok, type Problem, type Result } from '../config/problem';
import type { Task, TaskList } from './model';
import { isAllDone } from './work';

/**
 * The change of one character. `offset` counts UTF-16 code units in the text without its byte order
 * mark, as {@link Task.box} does; `from` is what stands there and `to` what is to stand there.
 */
export interface BoxEdit {
  offset: number;
  from: string;
  to: string;
}

/**
 * The edit that ticks (or unticks) a task, if the list still holds it as it was when it was planned.
 *
 * @param list the list as the file has it now
 * @param expected the task as it was known
 * @returns null where there is nothing to do: it is so already, or the task has no box;
 *   problems `task-gone` and `task-changed` where an author has edited it meanwhile
 */
export function tickEdit(
  list: TaskList,
  expected: Pick<Task, 'id' | 'title' | 'body'>,
  to: 'tick' | 'untick' = 'tick',
  file = '',
): Result<BoxEdit | null> {
  const task = list.tasks.find((candidate) => candidate.id === expected.id);
  if (!task) return fail(gone(expected.id, file));
  if (task.title !== expected.title || task.body !== expected.body) return fail(changed(task, file));
  if (!task.box) return ok(null);
  const ticked = task.state === 'done';
  if (ticked === (to === 'tick')) return ok(null);
  return ok({ offset: task.box.offset, from: task.box.char, to: to === 'tick' ? tickOf(list) : ' ' });
}

/** The author's habit: `X` where most ticked boxes are so, or none is ticked and Spec Kit's way is `X`. */
function tickOf(list: TaskList): 'x' | 'X' {
  const capital = list.tasks.filter((task) => task.box?.char === 'X').length;
  const small = list.tasks.filter((task) => task.box?.char === 'x').length;
  if (capital === small) return capital === 0 && list.dialect === 'spec-kit' ? 'X' : 'x';
  return capital > small ? 'X' : 'x';
}

/** Containers with an open box whose sub-tasks are all done; also those that only wait for such containers. */
export function containersToTick(list: TaskList): Task[] {
  const states = new Map(list.tasks.map((task) => [task.id, task.state]));
  const found = new Set<Task>();
  // A container stands before its sub-tasks, so from the end inner ones come first.
  for (const task of list.tasks.toReversed()) {
    if (!task.container || states.get(task.id) === 'done') continue;
    const children = list.tasks.filter((child) => child.parent === task.id);
    if (!isAllDone(children.map((child) => states.get(child.id)))) continue;
    states.set(task.id, 'done');
    if (task.box) found.add(task);
  }
  return list.tasks.filter((task) => found.has(task));
}

/**
 * Applies an edit to a text, which may have a byte order mark or not; exactly one character changes.
 *
 * @throws Error where the text does not hold `from` at the offset: the caller has read another text (a bug)
 */
export function applyEdit(text: string, edit: BoxEdit): string {
  const offset = text.startsWith('\uFEFF') ? edit.offset + 1 : edit.offset;
  if (edit.from.length !== 1 || edit.to.length !== 1 || text[offset] !== edit.from) {
    throw new Error(`The text has no ${JSON.stringify(edit.from)} at offset ${offset} to be replaced.`);
  }
  return text.slice(0, offset) + edit.to + text.slice(offset + 1);
}

function gone(id: string, file: string): Problem {
  return {
    code: 'task-gone',
    severity: 'error',
    message: `The task list no longer has a task ${id}; it was there when the run began.`,
    file,
    next: 'Put the task back, or run again to go on with the list as it is now.',
  };
}

function changed(task: Task, file: string): Problem {
  return {
    code: 'task-changed',
    severity: 'error',
    message: `The words of task ${task.id} were changed while it was being done, so its box stays as it is.`,
    file,
    at: task.at,
    next: 'Run again, so that the task is done as it is written now.',
  };
}
