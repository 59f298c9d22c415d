/**
 * What kind of work a task is, as far as the first word of its title tells. Words of English only: a title in
 * another language is work that has to leave a change.
 */
import type { Task } from '../tasklist/model';

type Described = Pick<Task, 'title' | 'files'>;

/** Done by looking or by having something run. A file that such a task names is what it looks at. */
const LOOKING = new Set([
  'analyse',
  'analyze',
  'check',
  'checkpoint',
  'confirm',
  'double-check',
  'ensure',
  'execute',
  'inspect',
  'investigate',
  'look',
  'manually',
  're-run',
  'rerun',
  'research',
  'review',
  'run',
  'verify',
]);

/** Looking, unless a file is declared: "Test the login", but "Test the login in `test/login.spec.ts`", "Audit log in `src/audit.ts`". */
const LOOKING_WITHOUT_FILES = new Set([
  'audit',
  'benchmark',
  'deploy',
  'manual',
  'measure',
  'publish',
  'release',
  'test',
  'validate',
]);

const REMOVAL = new Set(['delete', 'drop', 'remove', 'retire']);
const MOVE = new Set(['move', 'rename']);

/** Whether the task may be done without leaving a change. */
export function isLooking({ title, files }: Described): boolean {
  const word = firstWord(title);
  return LOOKING.has(word) || (files.length === 0 && LOOKING_WITHOUT_FILES.has(word));
}

/** The files that the task declares and that have to be there after it, but are not; in the task's order. */
export function missingFiles({ title, files }: Described, exists: (path: string) => boolean): string[] {
  const word = firstWord(title);
  // What is taken away is to be gone, and so is what is moved: its old name, which is among those declared.
  if (REMOVAL.has(word) || (MOVE.has(word) && files.some(exists))) return [];
  return files.filter((file) => !exists(file));
}

/** In lower case, behind emphasis, tags (`[US1]`) and "Final" or "Then". */
function firstWord(title: string): string {
  const words = title
    .replace(/^(?:\s*\[[^\]]*\])*/, '')
    .toLowerCase()
    .match(/\p{L}+(?:-\p{L}+)*/gu);
  const [first = '', second = ''] = words ?? [];
  return /^(?:final|finally|then)$/.test(first) ? second : first;
}
