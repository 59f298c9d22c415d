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

const REMOVAL = new Set(['delete', 'drop', 'eliminate', 'remove', 'retire']);
/** Anywhere in a title: what it is said of goes, and nothing comes in its place. */
const REMOVES =
  /\b(?:delet|drop|eliminat|remov|retir|deprecat)(?:e|ed|es|ing|ped|ping|s)?\b|\bget(?:ting)? rid of\b|\bclean(?:ing)? up\b/i;
/** Anywhere in a title: what is taken away, moved or merged into another is to be gone. */
const TAKES_AWAY =
  /\b(?:delet|drop|eliminat|remov|retir|merg|mov|renam|relocat|consolidat|combin|unif|fold|extract|split|migrat|convert|replac|inlin|deprecat)(?:e|ed|es|ing|y|ies|ying|ped|ping|ting|s)?\b|\bget(?:ting)? rid of\b|\bclean(?:ing)? up\b/i;

/** Whether the task may be done without leaving a change. */
export function isLooking({ title, files }: Described): boolean {
  const word = firstWord(title);
  return LOOKING.has(word) || (files.length === 0 && LOOKING_WITHOUT_FILES.has(word));
}

export interface Standing {
  existsAfter: (path: string) => boolean;
  existedBefore: (path: string) => boolean;
  /** Whether what a file held that is gone is in another one that was made or changed. */
  wentElsewhere: (path: string) => boolean;
}

/** The files that the task declares and that have to be there after it, but are not; in the task's order. */
export function missingFiles(
  { title, files }: Described,
  { existsAfter, existedBefore, wentElsewhere }: Standing,
): string[] {
  if (REMOVAL.has(firstWord(title))) return [];
  const missing = files.filter((file) => !existsAfter(file));
  if (!takesAway({ title })) return missing;
  // What never was is not gone: "Move `old.ts` to `new.ts`" still asks for the new one.
  const neverThere = missing.filter((file) => !existedBefore(file));
  if (neverThere.length > 0 || removes({ title })) return neverThere;
  // What is moved, split or converted is somewhere: "Convert `a.ts` to promises" is no leave to delete it.
  return missing.filter((file) => !wentElsewhere(file));
}

/** Whether the title speaks of a removal, anywhere. */
export function removes({ title }: Pick<Described, 'title'>): boolean {
  return REMOVES.test(title);
}

/** Whether the title speaks of a removal, a move or a merge, anywhere. */
export function takesAway({ title }: Pick<Described, 'title'>): boolean {
  return TAKES_AWAY.test(title);
}

/** Whether the task makes something new, so that a file of which only the name is told has to be among what changed. */
export function isMaking({ title }: Pick<Described, 'title'>): boolean {
  return /^(?:add|author|build|create|define|draft|generate|implement|introduce|make|new|scaffold|set|write)$/.test(
    firstWord(title),
  );
}

/** In lower case, behind emphasis, tags (`[US1]`) and "Final" or "Then". */
export function firstWord(title: string): string {
  const words = title
    .replace(/^(?:\s*\[[^\]]*\])*/, '')
    .toLowerCase()
    .match(/\p{L}+(?:-\p{L}+)*/gu);
  const [first = '', second = ''] = words ?? [];
  return /^(?:final|finally|then)$/.test(first) ? second : first;
}
