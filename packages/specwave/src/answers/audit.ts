/** Whether what is ticked is there: by the ledger where it landed here, by the tree, and by git's history. Reads only. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { specOf, taskOf } from '../ledger/entries';
import { wordsDigest } from '../plan/digest';
import type { Audit, DoubtedTick } from '../report/rows';
import type { Task } from '../tasklist/model';
import { blankFile } from '../verify/checks/blankFile';
import type { Work } from '../verify/checks/check';
import { missingSymbol } from '../verify/checks/missingSymbol';
import { stub } from '../verify/checks/stub';
import { namedSymbols } from '../verify/checks/symbols';
import { namesFile } from '../verify/checks/words';
import { isLooking, missingFiles, takesAway } from '../verify/kindOfWork';
import { landedAs } from '../verify/landedAs';
import { isInside, readBounded } from '../workspace/boundedFile';
import type { Spec } from '../workspace/readSpec';
import { filesHere, goneSince, isIgnored, unsaidSince } from '../worktree/git/history';

const LARGEST = 1024 * 1024;
/** What holds of a result however it came to be there. */
const LASTING = [blankFile, missingSymbol, stub];

/** The workspace's files, listed once for all specs of an answer. */
export interface Tree {
  workspaceRoot: string;
  files: readonly string[];
}

export async function readTree(workspaceRoot: string): Promise<Tree> {
  return { workspaceRoot, files: (await filesHere(workspaceRoot)) ?? [] };
}

/** What is said of the ticked tasks of a spec: how many of each kind, and each that is to be doubted. */
export async function auditSpec(tree: Tree, spec: Spec): Promise<Audit> {
  const audit: Audit = { landed: 0, found: 0, nothing: 0, doubted: [] };
  const done = [...spec.plan.tasks.values()].flatMap(({ task }) => (task.state === 'done' ? [task] : []));
  for (const task of done) {
    const kind = ledgerSays(spec, task);
    if (kind === 'other-words') {
      audit.doubted.push(otherWords(task));
      continue;
    }
    const symbols = namedSymbols(task);
    const isToBeSeen = !isLooking(task) && (task.files.length > 0 || symbols.length > 0);
    const reason = isToBeSeen ? await whyNotFound(tree, task, done) : null;
    if (reason !== null) audit.doubted.push(notFound(task, reason));
    else if (kind === 'landed') audit.landed += 1;
    else if (isToBeSeen && task.files.length > 0) audit.found += 1;
    else audit.nothing += 1;
  }
  return audit;
}

/** By digest, not by id: a list that was numbered anew has its results under other ids. */
function ledgerSays({ ledger, identity }: Spec, task: Task): 'landed' | 'other-words' | 'nothing' {
  const words = wordsDigest(task);
  const landed = Object.values(specOf(ledger, identity.name)?.tasks ?? {}).filter(
    ({ outcome }) => outcome === 'landed',
  );
  if (landed.some((entry) => entry.words === words)) return 'landed';
  const own = taskOf(ledger, identity.name, task.id);
  if (own?.outcome !== 'landed') return 'nothing';
  return own.words === undefined ? 'landed' : 'other-words';
}

function otherWords({ id, title, at }: Task): DoubtedTick {
  return {
    id,
    title,
    at,
    kind: 'other-words',
    reason: `what landed as ${id} was another task: its words are not those of today`,
    next: 'Untick the box to have the task done as it stands, or put its words back.',
  };
}

function notFound({ id, title, at }: Task, reason: string): DoubtedTick {
  return {
    id,
    title,
    at,
    kind: 'not-found',
    reason,
    next: `Untick the box to have the task done, or mend what ${id} names.`,
  };
}

/** Null where all that the task declares and names is there, or was taken away by a task of the list. */
async function whyNotFound(tree: Tree, task: Task, done: readonly Task[]): Promise<string | null> {
  const where = new Map(task.files.map((file) => [file, placeOf(tree, file)]));
  const reasons: string[] = [];
  const missing = missingFiles(task, {
    existsAfter: (file) => where.get(file) !== null,
    existedBefore: () => false,
    wentElsewhere: () => false,
  });
  for (const file of missing) {
    const reason = isTakenAway(task, file, done) ? null : await whyGone(tree, file, takesAway(task));
    if (reason !== null) reasons.push(reason);
  }
  if (reasons.length > 0) return reasons.join('; ');
  const work = workOf(tree, { ...task, files: [...where.values()].filter((path) => path !== null) });
  for (const check of LASTING) {
    for (const { message, path, atMost } of check.find(work)) {
      if (atMost !== undefined || (path !== null && isTakenAway(task, path, done))) continue;
      reasons.push(`${message.replace(/\.$/, '')}${await whyUnsaid(tree, task, path)}`);
    }
  }
  return reasons.length > 0 ? reasons.join('; ') : null;
}

/** A later task of the list renames it, moves it or takes it away. */
function isTakenAway(task: Task, file: string, done: readonly Task[]): boolean {
  return done.some((other) => other.id !== task.id && takesAway(other) && namesFile(other, file));
}

/** Null where it is no fault: git keeps no such file, or a task that moves or merges has it gone. */
async function whyGone({ workspaceRoot }: Tree, file: string, mayBeGone: boolean): Promise<string | null> {
  if (await isIgnored(workspaceRoot, file)) return null;
  const gone = await goneSince(workspaceRoot, file);
  if (gone === null) return `\`${file}\` does not exist`;
  if (mayBeGone || (gone.movedTo !== null && existsSync(join(workspaceRoot, gone.movedTo)))) return null;
  return `\`${file}\` does not exist; it was there until ${gone.commit}`;
}

/** "; was there until <commit>", for a name that a file said once. */
async function whyUnsaid({ workspaceRoot }: Tree, task: Task, path: string | null): Promise<string> {
  if (path === null) return '';
  const text = readBounded(join(workspaceRoot, path), LARGEST) ?? '';
  for (const name of namedSymbols(task)) {
    const commit = text.includes(name) ? null : await unsaidSince(workspaceRoot, path, name);
    if (commit !== null) return `; \`${name}\` was there until ${commit}`;
  }
  return '';
}

/** Where a declared file is: at its path, below a package, under another ending; null: nowhere. */
function placeOf({ workspaceRoot, files }: Tree, file: string): string | null {
  const path = join(workspaceRoot, file);
  if (existsSync(path)) return isInside(workspaceRoot, path) ? file : null;
  const landed = landedAs(file, files)?.path ?? null;
  return landed !== null && existsSync(join(workspaceRoot, landed)) ? landed : null;
}

function workOf({ workspaceRoot }: Tree, task: Task): Work {
  const exists = (path: string): boolean => existsSync(join(workspaceRoot, path));
  const read = (path: string): string | null => {
    const file = join(workspaceRoot, path);
    const text = isInside(workspaceRoot, file) ? readBounded(file, LARGEST) : null;
    return text?.includes('\0') === true ? null : text;
  };
  return {
    task,
    changed: [],
    read,
    readBefore: read,
    exists,
    existedBefore: exists,
    othersFiles: new Map(),
    commands: [],
    rules: [],
  };
}
