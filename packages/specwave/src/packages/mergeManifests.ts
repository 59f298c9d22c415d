/**
 * Two changes of one `package.json` that do not merge as text: tasks that add a dependency each write at the same place.
 * By keys they do. Pure.
 */
import { applyEdits, modify } from 'jsonc-parser';

/** Names and versions, in an order that means nothing. */
const SECTIONS: ReadonlySet<string> = new Set([
  'dependencies',
  'devDependencies',
  'optionalDependencies',
  'peerDependencies',
]);

type Fields = ReadonlyMap<string, unknown>;

/**
 * `ours` with what `theirs` has changed of `base`: whole fields, and names within sections of dependencies. Null where
 * both have changed the same, or one of them cannot be read.
 */
export function mergeManifests(base: string, ours: string, theirs: string): string | null {
  const [before, own, other] = [base, ours, theirs].map(fieldsIn);
  if (!before || !own || !other) return null;
  let text = ours;
  for (const key of new Set([...before.keys(), ...other.keys()])) {
    const merged = mergeValue(before.get(key), own.get(key), other.get(key), SECTIONS.has(key));
    if (merged === null) return null;
    if (same(merged.value, own.get(key))) continue;
    text = applyEdits(text, modify(text, [key], merged.value, { formattingOptions: formatOf(text) }));
  }
  return text;
}

/** `undefined`: not there. */
function mergeValue(
  before: unknown,
  own: unknown,
  other: unknown,
  isSection: boolean,
): { value: unknown } | null {
  if (same(other, before) || same(own, other)) return { value: own };
  if (same(own, before)) return { value: other };
  if (!isSection) return null;
  const [from, mine, theirs] = [before ?? {}, own ?? {}, other ?? {}].map(fieldsOf);
  if (!from || !mine || !theirs) return null;
  const merged = new Map(mine);
  for (const name of new Set([...from.keys(), ...theirs.keys()])) {
    const entry = mergeValue(from.get(name), mine.get(name), theirs.get(name), false);
    if (entry === null) return null;
    if (entry.value === undefined) merged.delete(name);
    else merged.set(name, entry.value);
  }
  const names = [...mine.keys()];
  const isSorted = same(names, names.toSorted(byName));
  const entries = isSorted ? [...merged].toSorted(([a], [b]) => byName(a, b)) : [...merged];
  return { value: Object.fromEntries(entries) };
}

/** As npm sorts them. */
function byName(a: string, b: string): number {
  return a.localeCompare(b, 'en');
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function fieldsIn(text: string): Fields | null {
  try {
    return fieldsOf(JSON.parse(text));
  } catch {
    return null;
  }
}

function fieldsOf(value: unknown): Fields | null {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject ? new Map(Object.entries(value)) : null;
}

function formatOf(text: string): { insertSpaces: boolean; tabSize: number; eol: string } {
  const indent = /^\{\r?\n([ \t]+)/.exec(text)?.[1] ?? '  ';
  return {
    insertSpaces: !indent.startsWith('\t'),
    tabSize: indent.length,
    eol: text.includes('\r\n') ? '\r\n' : '\n',
  };
}
