/** What is wrong with the changes that an agent left, before any command is run on them. Pure. */
import type { CheckRecord } from '../state/resultSchema';
import { TASK_LISTS } from '../identity/folders';
import type { Finding } from './checks/check';
import { type Due, dueChange } from './dueChange';
import { asksForFolders } from './changeNeeded';
import { isLooking, isMaking, missingFiles, removes, takesAway } from './kindOfWork';
import { landedAs } from './landedAs';
import type { LeftChanges } from './leftChanges';
import { reservedAmong } from './reservedPaths';

export type { LeftChanges };

export interface ChangesVerdict {
  /** Null where nothing is wrong. The message says all that is, so that the next attempt can mend it at once. */
  fault: { outcome: 'empty' | 'invalid'; message: string } | null;
  /** Every check that was made, those passed included. */
  checks: CheckRecord[];
  /** What is said of it though it passes. */
  findings: Finding[];
}

const NAMED_AT_MOST = 10;

/** Checks what an agent left that says it is done. `empty` means that it left nothing where a change was due. */
export function checkChanges(given: LeftChanges): ChangesVerdict {
  const left = withDefaults(given);
  const { fault, remark, findings }: Due = dueChange(left);
  const due = record('a change where one was due', fault ?? false, remark);
  const checks = [reservedFiles(left), due, ...declaredFiles(left)];
  const faults = checks.flatMap(({ passed, detail }) => (passed || detail === null ? [] : [detail]));
  if (faults.length === 0) return { fault: null, checks, findings };
  return {
    fault: { outcome: due.passed ? 'invalid' : 'empty', message: faults.join(' ') },
    checks,
    findings: [],
  };
}

function withDefaults(given: LeftChanges): Required<LeftChanges> {
  const { changed, existsAfter } = given;
  return {
    symbols: { named: 0, isWhole: true },
    wentElsewhere: (path) => changed.some((each) => each.path !== path && existsAfter(each.path)),
    isSomewhere: () => true,
    isEmptyFolder: () => false,
    ...given,
  };
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

/** No check for a task that declares no file. */
function declaredFiles(left: Required<LeftChanges>): CheckRecord[] {
  const { task, changed, existsAfter, existedBefore, reserved, isRecipe } = left;
  const notOurs = reservedAmong(task.files, reserved);
  const files = task.files.filter((file) => !notOurs.includes(file));
  if (files.length === 0) return [];

  const paths = pathsOf(changed);
  const landed = new Map(files.map((file) => [file, landedAs(file, paths)]));
  const isChanged = (file: string): boolean => landed.get(file) !== null;
  const isAny = files.some(isChanged);
  // A bare name of a file that was there before may lie anywhere: it need not be among what changed where another one is.
  const isElsewhere = (file: string): boolean =>
    files.some((other) => other !== file && isChanged(other)) &&
    !file.includes('/') &&
    !isMaking(task) &&
    !takesAway(task) &&
    left.isSomewhere(file);
  const missing = missingFiles({ title: task.title, files }, left).filter(
    (file) =>
      (!isChanged(file) || (isDeleted(file, paths, existsAfter) && !mayBeGone(left, file))) &&
      !isElsewhere(file),
  );
  const empty = isAny || asksForFolders(task) ? files.filter(left.isEmptyFolder) : [];
  // What a task of running makes (`dist/main.js`) is not meant to land.
  const lost = isLooking(task)
    ? []
    : files.filter(
        (file) => existsAfter(file) && !existedBefore(file) && !isChanged(file) && !empty.includes(file),
      );
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
  const remarks = [
    ...[...landed].flatMap(([file, as]) =>
      as?.renamed === true && !existsAfter(file) ? [`\`${file}\` landed as \`${as.path}\`.`] : [],
    ),
    ...(empty.length > 0 ? [`git keeps no empty folder: ${named(empty)} comes with its first file.`] : []),
  ];
  const remark = remarks.length > 0 ? remarks.join(' ') : null;
  return [record('declared files', faults.length > 0 && faults.join(' '), remark)];
}

/** Under a path that was changed as the file (a bare name, another folder), which is gone. */
function mayBeGone({ task, wentElsewhere, changed }: Required<LeftChanges>, file: string): boolean {
  const as = landedAs(file, pathsOf(changed));
  return takesAway(task) && (removes(task) || (as !== null && wentElsewhere(as.path)));
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
