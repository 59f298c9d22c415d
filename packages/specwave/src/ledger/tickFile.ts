/**
 * Ticking a box in the author's file: one character changes, every other byte stays. The author may be
 * saving the file at the same moment, so nothing is believed that was not read after it was written.
 */
import { randomUUID } from 'node:crypto';
import {
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fail, ok, type Problem, type Result } from '../config/problem';
import { errorCode } from '../config/systemError';
import { confined } from '../state/confined';
import { decodeTaskList, invalidUtf8 } from '../tasklist/decode';
import type { ReadingRules, Task, TaskList } from '../tasklist/model';
import { readTaskList } from '../tasklist/read';
import { containersToTick, tickEdit, type BoxEdit } from '../tasklist/tick';

type ExpectedTask = Pick<Task, 'id' | 'title' | 'body'>;

/** `ticked`: whether this call changed a box. `list`: the file as it stands now, read after the last change. */
export interface Ticked {
  ticked: boolean;
  list: TaskList;
}

/** An author who saves at just that moment so often in a row is a program. */
const SPARE_TURNS = 5;

/**
 * Ticks a task's box, and the boxes of containers that have no sub-task left to do. Nothing to do (ticked
 * already, or a heading task without a box) is no problem. Call it while holding the workspace's lock.
 * Problems: `task-gone`, `task-changed` (of `tickEdit`), `tasks-unreadable`, `tasks-unwritable`,
 * `tasks-unsettled` (another program keeps rewriting the file), `invalid-utf8`, `link-outside`.
 */
export function tickOnDisk(
  workspaceRoot: string,
  taskFile: string,
  expected: ExpectedTask,
  completedInLedger: ReadonlySet<string>,
  rules: ReadingRules,
): Result<Ticked> {
  return settle({ workspaceRoot, taskFile, completedInLedger, rules }, (list) => {
    return firstEdit(list, taskFile, [expected, ...containersToTick(list)], 'tick');
  });
}

/** Takes ticks away, and with them those of the containers that the tasks are in. Otherwise as {@link tickOnDisk}. */
export function untickOnDisk(
  workspaceRoot: string,
  taskFile: string,
  expected: readonly ExpectedTask[],
  completedInLedger: ReadonlySet<string>,
  rules: ReadingRules,
): Result<Ticked> {
  const nextEdit = (list: TaskList): Result<BoxEdit | null> => {
    const above = expected.flatMap(({ id }) => containersAbove(list, id));
    return firstEdit(list, taskFile, [...expected, ...new Set(above)], 'untick');
  };
  return settle({ workspaceRoot, taskFile, completedInLedger, rules }, nextEdit, expected.length);
}

/** Ticks the containers that have no sub-task left to do, and nothing else. Otherwise as {@link tickOnDisk}. */
export function tickContainers(
  workspaceRoot: string,
  taskFile: string,
  completedInLedger: ReadonlySet<string>,
  rules: ReadingRules,
): Result<Ticked> {
  return settle({ workspaceRoot, taskFile, completedInLedger, rules }, (list) => {
    return firstEdit(list, taskFile, containersToTick(list), 'tick');
  });
}

function containersAbove(list: TaskList, id: string): Task[] {
  const above: Task[] = [];
  let parent = list.tasks.find((task) => task.id === id)?.parent;
  while (parent) {
    const container = list.tasks.find((task) => task.id === parent);
    if (!container || above.includes(container)) break;
    above.push(container);
    parent = container.parent;
  }
  return above;
}

/** The first of `tasks` has to be there as it was; the others come from the list itself. */
function firstEdit(
  list: TaskList,
  taskFile: string,
  tasks: readonly ExpectedTask[],
  to: 'tick' | 'untick',
): Result<BoxEdit | null> {
  for (const task of tasks) {
    const edit = tickEdit(list, task, to, taskFile);
    if (!edit.ok || edit.value !== null) return edit;
  }
  return ok(null);
}

interface Where {
  workspaceRoot: string;
  taskFile: string;
  completedInLedger: ReadonlySet<string>;
  /** Whether optional tasks are work, and so keep their container open. */
  rules: ReadingRules;
}

/** Reads, changes one box, reads again, until a reading finds nothing left to change. `tasks`: how many, beside containers. */
function settle(
  { workspaceRoot, taskFile, completedInLedger, rules }: Where,
  nextEdit: (list: TaskList) => Result<BoxEdit | null>,
  tasks = 1,
): Result<Ticked> {
  let ticked = false;
  let turns = SPARE_TURNS;
  for (let turn = 0; turn <= turns; turn++) {
    const path = confined(workspaceRoot, taskFile);
    if (!path.ok) return path;
    const bytes = readBytes(path.value, taskFile);
    if (!bytes.ok) return bytes;
    const { text, invalidAt } = decodeTaskList(bytes.value);
    if (invalidAt !== null) return fail(invalidUtf8(taskFile, invalidAt));
    const list = readTaskList(text, taskFile, completedInLedger, rules);
    const edit = nextEdit(list);
    if (!edit.ok) return edit;
    if (edit.value === null) return ok({ ticked, list });
    turns = SPARE_TURNS + tasks - 1 + list.tasks.filter((task) => task.container).length;
    try {
      ticked = writeEdit(path.value, bytes.value, text, edit.value) || ticked;
    } catch (error) {
      return fail(unwritable(taskFile, errorCode(error)));
    }
  }
  return fail(unsettled(taskFile));
}

/** False where the file is no longer what was read. */
function writeEdit(path: string, read: Buffer, text: string, edit: BoxEdit): boolean {
  const bom = text.startsWith('\uFEFF') ? 1 : 0;
  const start = Buffer.byteLength(text.slice(0, bom + edit.offset));
  const from = Buffer.from(edit.from);
  const to = Buffer.from(edit.to);
  // `path` was resolved: what is a link by now was put there since.
  const fd = openSync(path, constants.O_RDWR | constants.O_NOFOLLOW);
  try {
    if (!readFileSync(fd).equals(read)) return false;
    if (!read.subarray(start, start + from.length).equals(from)) return false;
    if (from.length === to.length) writeSync(fd, to, 0, to.length, start);
    else
      replaceFile(path, fstatSync(fd).mode, [
        read.subarray(0, start),
        to,
        read.subarray(start + from.length),
      ]);
    return true;
  } finally {
    closeSync(fd);
  }
}

/** For a box whose character takes more bytes than its tick (a no-break space): the rest of the file moves. */
function replaceFile(path: string, mode: number, parts: readonly Buffer[]): void {
  const temporary = join(dirname(path), `.${basename(path)}.${randomUUID()}.tmp`);
  try {
    const fd = openSync(temporary, 'wx');
    try {
      writeFileSync(fd, Buffer.concat(parts));
      fchmodSync(fd, mode & 0o7777);
    } finally {
      closeSync(fd);
    }
    renameSync(temporary, path);
  } finally {
    rmSync(temporary, { force: true });
  }
}

function readBytes(path: string, file: string): Result<Buffer> {
  try {
    return ok(readFileSync(path));
  } catch (error) {
    return fail({
      code: 'tasks-unreadable',
      severity: 'error',
      message: `The task list could not be read (${errorCode(error)}); a file that may be read was expected.`,
      file,
      next: 'Put the file back, or make it readable.',
    });
  }
}

function unwritable(file: string, reason: string): Problem {
  return {
    code: 'tasks-unwritable',
    severity: 'error',
    message: `The task list could not be written (${reason}); a file that may be written was expected.`,
    file,
    next: 'Make the file writable, and run again: the work is done and is not repeated.',
  };
}

function unsettled(file: string): Problem {
  return {
    code: 'tasks-unsettled',
    severity: 'error',
    message: 'The task list was rewritten by another program again and again while a box was ticked.',
    file,
    next: 'Stop that program (a formatter or a synchroniser that watches the file), and run again.',
  };
}
