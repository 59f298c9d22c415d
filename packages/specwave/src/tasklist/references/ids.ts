import { createHash } from 'node:crypto';

/** Targets that every spec project has; a task cannot be called so. */
const RESERVED = /^(?:begin|implement|check-tasks|wave-\d+)$/;
const LONGEST_SLUG = 48;
/** Ids become names of files; what is longer is words. */
const LONGEST_ID = 100;
// Names of standards look like ids (`SHA-256 hashes`) and are words.
const STANDARDS = /^(?:AES|ES|GPT|H|HTTP|IPV|ISO|MD|MP|PEP|RFC|RSA|SHA|TLS|UTF|WCAG|X)-?\d/;

const TASK_WORD =
  /^Task\s+#?(?:((?:T|TASK|[A-Z]{1,4}-)[-_]?\d+\w*)|(\d+(?:\.\d+)*[a-z]?)|([A-Z])(?=:))(?=[\s:.)\\*_`–—-]|$)/i;
const T_FORM =
  /^(?:(?:T|TASK|Task)[-_]?\d[^\s*`~\]|,;]*|t(?:ask)?-\d+\w*(?=[\s:.)*`\]]|$)|t\d{2,}(?=[\s:.)*`\]]|$))/;
const DOTTED = /^\d+(?:\.\d+)+[a-z]?(?=\\?[.):]|[\s*`\]]|[^\w%]|$)(?:[/+#][^\s*`\]:]*)?/;
const BARE = /^\d+[a-z]?(?=\\?[.):](?:[\s*_]|$))/;
const BARE_WRAPPED = /^\d+[a-z]?(?=\\?[.:)]?[*_`\]])/;
const PREFIXED =
  /^(?:[A-Z][A-Z0-9]*(?:[-_.][A-Z]{0,10}\d+)+[a-z]?|[A-Z]\d{2,4}[a-z]?|[A-Z]{2,4}0\d{1,3}[a-z]?)(?=\\?[.):]|[\s*`~\]]|$)/;
const WRAPPED = /^[A-Z][^a-z\s*`:]*\d[^\s*`:]{0,20}(?=[:*`])/;
const AFTER = /^(?:\s*\\?[:.)]|\s+[-–—|](?=\s))*/;

export interface DeclaredId {
  /** As written, without wrapping: `T001`, `1.1a`, `task-5` for `Task 5:`. */
  raw: string;
  /** Characters of the text that it takes up, with wrapping and the colon behind it. */
  length: number;
}

/** The id that a task's words begin with, or null. */
export function declaredIdAt(text: string): DeclaredId | null {
  const wrapper = /^(?:\*\*|__|~~|\*|`|\[)/.exec(text)?.[0] ?? '';
  const inner = text.slice(wrapper.length);
  const found = tokenOf(inner.slice(0, 2 * LONGEST_ID), wrapper);
  if (!found || found.raw.length > LONGEST_ID) return null;
  let rest = inner.slice(found.taken);
  rest = rest.slice(AFTER.exec(rest)?.[0].length ?? 0);
  const closer = wrapper === '[' ? ']' : wrapper;
  const closed = closer !== '' && rest.startsWith(closer);
  // Bold may run on over the title; code and brackets have to end with the id.
  if ((wrapper === '`' || wrapper === '[' || wrapper === '*') && !closed) return null;
  if (closed) {
    rest = rest.slice(closer.length);
    rest = rest.slice(AFTER.exec(rest)?.[0].length ?? 0);
  }
  return { raw: found.raw, length: text.length - rest.length };
}

function tokenOf(text: string, wrapper: string): { raw: string; taken: number } | null {
  const word = TASK_WORD.exec(text);
  if (word) {
    const number = word[2] ?? word[3]?.toLowerCase();
    return { raw: word[1] ?? `task-${number}`, taken: word[0].length };
  }
  const form = T_FORM.exec(text)?.[0];
  if (form !== undefined) {
    // `T001:Create` is an id and a word; `T001:2` is an id with a colon in it.
    const raw = (/^(.*?):(?!\d)/.exec(form)?.[1] ?? form).replace(/(?:->|[-:.)\\–—_])+$/, '');
    return { raw, taken: raw.length };
  }
  const number = DOTTED.exec(text)?.[0] ?? BARE.exec(text)?.[0] ?? (wrapper && BARE_WRAPPED.exec(text)?.[0]);
  if (number) return { raw: number, taken: number.length };
  const dashed = wrapper === '[' ? /^\d{2,}-\d+(?=\])/.exec(text)?.[0] : undefined;
  if (dashed !== undefined) return { raw: dashed, taken: dashed.length };
  const prefixed = PREFIXED.exec(text)?.[0];
  if (prefixed !== undefined) {
    const marked = wrapper !== '' || text[prefixed.length] === ':';
    if (marked || !STANDARDS.test(prefixed)) return { raw: prefixed, taken: prefixed.length };
  }
  if (wrapper === '**' || wrapper === '`') {
    const raw = WRAPPED.exec(text)?.[0];
    if (raw !== undefined && !/\/.*\./.test(raw)) return { raw, taken: raw.length };
  }
  return null;
}

/** A target name made of a declared id: Nx takes `[A-Za-z0-9._-]` only, and a letter or digit first. */
export function safeId(raw: string): string {
  const safe = raw
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[^A-Za-z0-9]+|[-_.]+$/g, '');
  return safe === '' ? `task-${hashOf(raw)}` : safe;
}

/**
 * An id for a task that declares none, from its own words only: the same wherever the task stands. What
 * does not fit (long titles, letters outside of ASCII) goes into six hexadecimal digits.
 */
export function idFromWords(title: string): string {
  const words = title
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase();
  const slug = words.replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '');
  const lossy = /[^\p{ASCII}]/u.test(words.replace(/[\p{P}\p{S}\p{Z}]/gu, ''));
  const hash = hashOf(words.replace(/\s+/g, ' ').trim());
  if (slug === '') return `task-${hash}`;
  if (slug.length <= LONGEST_SLUG) return lossy ? `${slug}-${hash}` : slug;
  const cut = slug.slice(0, LONGEST_SLUG + 1).lastIndexOf('-');
  return `${slug.slice(0, cut > 0 ? cut : LONGEST_SLUG)}-${hash}`;
}

/**
 * The form in which references and aliases are compared: lower case, no punctuation, no leading zeros;
 * what parts two numbers becomes a dot. `T-005` gives `t5`, `Task 5` gives `task5`, `1.2` stays `1.2`.
 */
export function normaliseRef(ref: string): string {
  return ref
    .normalize('NFKC')
    .toLowerCase()
    .replace(/(?<=\d)[^\p{L}\p{N}.]+(?=\d)/gu, '.')
    .replace(/(?<!\d)\.|\.(?!\d)|[^\p{L}\p{N}.]+/gu, '')
    .replace(/(?<![\d.])0+(?=\d)/g, '');
}

export function isReserved(id: string): boolean {
  return RESERVED.test(id.toLowerCase());
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 6);
}
