/** What is wrong with the changes that an agent left, before any command is run on them. Pure. */
import type { ChangedFile, CheckRecord } from '../state/resultSchema';
import { TASK_LISTS } from '../identity/folders';
import type { Task } from '../tasklist/model';
import { isLooking, isMaking, missingFiles, takesAway } from './kindOfWork';
import { landedAs } from './landedAs';
import { reservedAmong } from './reservedPaths';

/** All paths are relative to the workspace root, with `/`. */
export interface LeftChanges {
  task: Pick<Task, 'title' | 'files'>;
  /** What the patch holds. Files that git ignores are not among them. */
  changed: readonly Pick<ChangedFile, 'path'>[];
  /** Whether a file or folder is in the agent's tree. */
  existsAfter: (path: string) => boolean;
  /** Whether a file or folder was in the base that the agent started from. */
  existedBefore: (path: string) => boolean;
  /** Files or folders that only Specwave may write. */
  reserved: readonly string[];
  /** The embedded agent has done to the letter what the task spells out: a file that was right already stays. */
  isRecipe: boolean;
}

export interface ChangesVerdict {
  /** Null where nothing is wrong. The message says all that is, so that the next attempt can mend it at once. */
  fault: { outcome: 'empty' | 'invalid'; message: string } | null;
  /** Every check that was made, those passed included. */
  checks: CheckRecord[];
}

const NAMED_AT_MOST = 10;

/** Checks what an agent left that says it is done. `empty` means that it left nothing where a change was due. */
export function checkChanges(left: LeftChanges): ChangesVerdict {
  const due = dueChange(left);
  const checks = [reservedFiles(left), due, ...declaredFiles(left)];
  const faults = checks.flatMap(({ passed, detail }) => (passed || detail === null ? [] : [detail]));
  if (faults.length === 0) return { fault: null, checks };
  return { fault: { outcome: due.passed ? 'invalid' : 'empty', message: faults.join(' ') }, checks };
}

function reservedFiles({ changed, reserved }: LeftChanges): CheckRecord {
  const touched = reservedAmong(pathsOf(changed), reserved);
  const tick = touched.some((path) => TASK_LISTS.some((list) => path.endsWith(`/${list}`)));
  const why = tick ? ' (it ticks, after its checks)' : '';
  return record(
    'reserved files',
    touched.length > 0 && `The agent changed ${named(touched)}, which only Specwave may write${why}.`,
  );
}

function dueChange(left: LeftChanges): CheckRecord {
  const name = 'a change where one was due';
  if (left.changed.length > 0) return record(name, false);
  if (left.isRecipe) return record(name, false, 'All that the task spells out was there.');
  // A task of running or looking that is to leave a report, and did not.
  if (isLooking(left.task) && missingFiles(left.task, left).length === 0) {
    return record(name, false, 'None was due: the task is one of running or looking.');
  }
  const there = left.task.files.filter(left.existedBefore);
  const already = there.length === 0 ? '' : ` ${named(there)} existed before, and is as it was.`;
  return record(name, `The agent changed nothing, where a change was due.${already}`);
}

/** No check for a task that declares no file. */
function declaredFiles(left: LeftChanges): CheckRecord[] {
  const { task, changed, existsAfter, existedBefore, reserved, isRecipe } = left;
  const notOurs = reservedAmong(task.files, reserved);
  const files = task.files.filter((file) => !notOurs.includes(file));
  if (files.length === 0) return [];

  const paths = pathsOf(changed);
  const landed = new Map(files.map((file) => [file, landedAs(file, paths)]));
  const isChanged = (file: string): boolean => landed.get(file) !== null;
  const isAny = files.some(isChanged);
  // A bare name of a file that was there before may lie anywhere: it is not looked for where another one was changed.
  const isElsewhere = (file: string): boolean =>
    files.some((other) => other !== file && isChanged(other)) &&
    !file.includes('/') &&
    !isMaking(task) &&
    !takesAway(task);
  const missing = missingFiles({ title: task.title, files }, left).filter(
    (file) =>
      (!isChanged(file) || (!takesAway(task) && isDeleted(file, paths, existsAfter))) && !isElsewhere(file),
  );
  // What a task of running makes (`dist/main.js`) is not meant to land.
  const lost = isLooking(task)
    ? []
    : files.filter((file) => existsAfter(file) && !existedBefore(file) && !isChanged(file));
  const elsewhere =
    changed.length > 0 && !isRecipe && !isLooking(task) && !isAny && files.every(existedBefore);

  const faults = [
    missing.length > 0 &&
      `${named(missing)}, which the task declares, ${missing.length === 1 ? 'does' : 'do'} not exist.`,
    lost.length > 0 &&
      `${named(lost)} ${lost.length === 1 ? 'was' : 'were'} made, but cannot land: git does not keep what it ignores, an empty folder, or a repository inside of this one.`,
    elsewhere &&
      `The agent changed ${named(paths)}, but none of the files that the task declares: ${named(files)}.`,
  ].filter((fault) => fault !== false);
  const remarks = [...landed].flatMap(([file, as]) =>
    as?.renamed === true && !existsAfter(file) ? [`\`${file}\` landed as \`${as.path}\`.`] : [],
  );
  const remark = remarks.length > 0 ? remarks.join(' ') : null;
  return [record('declared files', faults.length > 0 && faults.join(' '), remark)];
}

/** Whether all that was changed under this name is gone: a deletion is a change too, and leaves nothing. */
function isDeleted(file: string, paths: readonly string[], existsAfter: (path: string) => boolean): boolean {
  let left = paths;
  for (let as = landedAs(file, left); as !== null; as = landedAs(file, left)) {
    const { path } = as;
    if (existsAfter(path)) return false;
    left = left.filter((each) => each !== path);
  }
  return true;
}

/** `remark`: why it passed, where that is not plain. */
function record(name: string, fault: string | false, remark: string | null = null): CheckRecord {
  return fault === false ? { name, passed: true, detail: remark } : { name, passed: false, detail: fault };
}

function pathsOf(changed: LeftChanges['changed']): string[] {
  return changed.map(({ path }) => path);
}

/** "`a`, `b`", and how many more where there are very many. */
function named(paths: readonly string[]): string {
  const names = paths.slice(0, NAMED_AT_MOST).map((path) => `\`${path}\``);
  const more = paths.length - names.length;
  return more > 0 ? `${names.join(', ')} and ${more} more` : names.join(', ');
}
