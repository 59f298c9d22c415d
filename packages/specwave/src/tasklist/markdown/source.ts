import type { Position } from '../../config/problem';

/** A text being read, without its byte order mark; every offset in this folder counts from its first character. */
export interface Source {
  text: string;
  /** Path relative to the workspace root, for problems. */
  file: string;
  hasBom: boolean;
  positionAt(offset: number): Position;
}

const BOM = '\uFEFF';

/** Takes one byte order mark off, and knows lines by `\n`, `\r\n` and `\r`, as CommonMark does. */
export function makeSource(raw: string, file: string): Source {
  const hasBom = raw.startsWith(BOM);
  const text = hasBom ? raw.slice(1) : raw;
  let starts: number[] | null = null;
  return {
    text,
    file,
    hasBom,
    positionAt(offset) {
      starts ??= lineStarts(text);
      let low = 0;
      let high = starts.length - 1;
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if ((starts[middle] ?? 0) <= offset) low = middle;
        else high = middle - 1;
      }
      return { line: low + 1, column: offset - (starts[low] ?? 0) + 1, offset };
    },
  };
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (const match of text.matchAll(/\r\n|\n|\r/g)) starts.push(match.index + match[0].length);
  return starts;
}

export interface Line {
  text: string;
  start: number;
  /** Exclusive, without the line break. */
  end: number;
}

/** The lines of `text` between two offsets, without their breaks. */
export function linesBetween(text: string, start: number, end: number): Line[] {
  const lines: Line[] = [];
  let from = start;
  for (const match of text.slice(start, end).matchAll(/\r\n|\n|\r/g)) {
    lines.push({ text: text.slice(from, start + match.index), start: from, end: start + match.index });
    from = start + match.index + match[0].length;
  }
  lines.push({ text: text.slice(from, end), start: from, end });
  return lines;
}

/** The same length in spaces, line breaks kept: takes a part out of sight without moving any offset. */
export function blank(text: string): string {
  return text.replace(/[^\r\n]/g, ' ');
}
