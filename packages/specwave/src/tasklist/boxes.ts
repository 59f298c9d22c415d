import type { Box, TaskState } from './model';

// `[x](` and `[x][` are links; `[2026-01-29]` and `[P]` have no box character.
const BOX = /^\[([ \t\u00a0xX\-~*B!])\](?=\s|\*|$|[^\s([{:])\*?/;

export interface ReadBox extends Box {
  /** Offset behind the box, and behind the `*` that some put there for "optional". */
  textStart: number;
}

/** The checkbox that begins at `offset`, or null. */
export function boxAt(text: string, offset: number): ReadBox | null {
  const match = BOX.exec(text.slice(offset, offset + 5));
  const char = match?.[1];
  if (!match || char === undefined) return null;
  return { offset: offset + 1, char, textStart: offset + match[0].length };
}

/** What a box character says; `*`, `B` and `!` mark work that is still to be done. */
export function stateOf(char: string): TaskState {
  if (char === 'x' || char === 'X') return 'done';
  if (char === '~' || char === '-') return 'in-progress';
  return 'open';
}

/** A line that would be a task's, were it not for where it stands. */
export function looksLikeTask(line: string): boolean {
  return /^[\s>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?\[[ \t\u00a0xX\-~]\][ \t]+\S/.test(line);
}
