/** What checks ask of a result again and again, worked out once: texts as code, new lines, the files a task declares. */
import { type Code, codeOf } from '../code/code';
import { addedLines, type Line } from '../code/lines';
import { landedAs } from '../landedAs';
import type { ChangedContent, Work } from './check';

export interface View {
  before: Code | null;
  after: Code | null;
  added: readonly Line[];
}

const VIEWS = new WeakMap<ChangedContent, View>();

export function viewOf(changed: ChangedContent): View {
  const known = VIEWS.get(changed);
  if (known) return known;
  const { path, before, after } = changed;
  const once = <T>(make: () => T): (() => T) => {
    let made: { value: T } | null = null;
    return () => (made ??= { value: make() }).value;
  };
  const codeBefore = once(() => (before === null ? null : codeOf(path, before)));
  const codeAfter = once(() => (after === null ? null : codeOf(path, after)));
  const added = once(() => (after === null ? [] : addedLines(before ?? '', after)));
  const view: View = {
    get before() {
      return codeBefore();
    },
    get after() {
      return codeAfter();
    },
    get added() {
      return added();
    },
  };
  VIEWS.set(changed, view);
  return view;
}

export interface DeclaredFile {
  /** As the task has it. */
  file: string;
  path: string;
  text: string;
  /** Null where it is as it was. */
  changed: ChangedContent | null;
  code: Code | null;
}

const DECLARED = new WeakMap<Work, readonly DeclaredFile[]>();

/** A file that the task only mentions was not there, and is now: it was meant. */
function isMade({ changed }: Work, file: string): boolean {
  return changed.some(({ path, before, after }) => path === file && before === null && after !== null);
}

/** The texts that the task's files have landed as. Folders, what is binary and what is not there are left out. */
export function declaredFiles(work: Work): readonly DeclaredFile[] {
  const known = DECLARED.get(work);
  if (known) return known;
  const paths = work.changed.flatMap(({ path, after }) => (after === null ? [] : [path]));
  const found = new Map<string, DeclaredFile>();
  const made = work.task.mentions.filter((file) => isMade(work, file));
  for (const file of [...work.task.files, ...made]) {
    const path = landedAs(file, paths)?.path ?? file;
    if (found.has(path) || path.startsWith(`${file}/`)) continue;
    const changed = work.changed.find((each) => each.path === path) ?? null;
    const text = changed ? (changed.isBinary ? null : changed.after) : work.read(path);
    if (text === null) continue;
    const code = changed ? viewOf(changed).after : codeOf(path, text);
    found.set(path, { file, path, text, changed, code });
  }
  const all = [...found.values()];
  DECLARED.set(work, all);
  return all;
}

/** Changed texts that are there now. */
export function textsLeft(work: Work): LeftText[] {
  return work.changed.filter((each): each is LeftText => each.after !== null && !each.isBinary);
}

export type LeftText = ChangedContent & { after: string };
