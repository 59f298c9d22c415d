import type { Problem } from '../config/problem';
import type { Source } from './markdown/source';
import type { Box, TaskState } from './model';
import { declaredIdAt } from './references/ids';

// `[x](` and `[x][` are links; `[2026-01-29]` and `[P]` have no box character. Any sign may be one, of letters only these.
const BOX = /^\[([ \t\u00a0xXB]|[^\s\w()[\]{}\ud800-\udfff])\](?=\s|\*|$|[^\s([{:])\\?\*?/;
const KNOWN = /[ \t\u00a0xX\-~*B!✅✓✔☑]/;
const ID_BEFORE = /^(?:\*\*|`)?(?:[A-Z]+-?\d+)(?:\*\*|`)?:?(?:\*\*)?[ \t]+(?=\[)/;

export interface ReadBox extends Box {
  /** Offset behind the box, and behind the `*` that some put there for "optional". */
  textStart: number;
  /** `- [ ]* 2.2`. */
  optional: boolean;
}

/** The checkbox that begins at `offset`, or null. */
export function boxAt(text: string, offset: number): ReadBox | null {
  const match = BOX.exec(text.slice(offset, offset + 6));
  const char = match?.[1];
  if (!match || char === undefined) return null;
  return { offset: offset + 1, char, textStart: offset + match[0].length, optional: match[0].endsWith('*') };
}

/** The checkbox behind the id that a paragraph begins with (`**T018**: [x] Make it`), or null. */
export function boxBehindId(text: string, offset: number): ReadBox | null {
  const id = ID_BEFORE.exec(text.slice(offset, offset + 60));
  return id && boxAt(text, offset + id[0].length);
}

export function isKnownMark(char: string): boolean {
  return KNOWN.test(char);
}

/** What a box character says; `*`, `B` and `!` mark work that is still to be done. */
export function stateOf(char: string): TaskState {
  if (/[xX✅✓✔☑]/.test(char)) return 'done';
  if (char === '~' || char === '-') return 'in-progress';
  return 'open';
}

/** A line that would be a task's, were it not for where it stands. */
export function looksLikeTask(line: string): boolean {
  return /^[\s>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?\[[ \t\u00a0xX\-~]\][ \t]+\S/.test(line);
}

/** A mark that nobody has heard of is told, and never silently nothing. */
export function unknownMark(source: Source, { char, offset }: Box): Problem {
  return {
    code: 'unknown-mark',
    severity: 'warning',
    message: `The mark "[${char}]" is not known; the task is taken for one that is still to be done.`,
    file: source.file,
    at: source.positionAt(offset),
    next: 'Write [ ] for open, [x] for done.',
  };
}

/** Whether the words, or the id that they begin with, are struck through: `~~T016~~ Make it`. */
export function isStruck(words: string): boolean {
  const struck = /^\s*~~(.+?)~~(.*)$/s.exec(words);
  return struck !== null && ((struck[2] ?? '').trim() === '' || declaredIdAt(struck[1] ?? '') !== null);
}
