import { linesBetween } from './markdown/source';

interface Range {
  start: number;
  end: number;
}

/**
 * The text of some ranges as plain Markdown: each range without the indentation that its lines have in
 * common, a blank line between ranges that are not neighbours. Line ends become `\n`; fences stay intact.
 */
export function bodyText(text: string, ranges: readonly Range[]): string {
  return ranges
    .map((range) => dedent(text, range))
    .filter((part) => part !== '')
    .join('\n\n');
}

/** What is left of a range when holes (sorted, inside it) are cut out. */
export function cutOut(range: Range, holes: readonly Range[]): Range[] {
  const left: Range[] = [];
  let from = range.start;
  for (const hole of holes) {
    if (hole.start > from) left.push({ start: from, end: Math.min(hole.start, range.end) });
    from = Math.max(from, hole.end);
  }
  if (from < range.end) left.push({ start: from, end: range.end });
  return left;
}

function dedent(text: string, range: Range): string {
  let start = range.start;
  // A range that begins behind its line's indentation takes it in, so that all lines are measured alike.
  while (start > 0 && (text[start - 1] === ' ' || text[start - 1] === '\t')) start -= 1;
  const lines = linesBetween(text, start, range.end).map((line) => line.text.trimEnd());
  while (lines[0] === '') lines.shift();
  while (lines.at(-1) === '') lines.pop();
  const depth = Math.min(...lines.filter((line) => line !== '').map(indentOf));
  return lines.map((line) => withoutIndent(line, depth)).join('\n');
}

function indentOf(line: string): number {
  let column = 0;
  for (const char of line) {
    if (char === ' ') column += 1;
    else if (char === '\t') column += 4 - (column % 4);
    else break;
  }
  return column;
}

/** The line without so many columns of the spaces and tabs that it begins with. */
export function withoutIndent(line: string, columns: number): string {
  let column = 0;
  let index = 0;
  while (column < columns && index < line.length) {
    const char = line[index];
    if (char !== ' ' && char !== '\t') break;
    column += char === ' ' ? 1 : 4 - (column % 4);
    index += 1;
  }
  // Half a tab is left over as spaces.
  return ' '.repeat(Math.max(0, column - columns)) + line.slice(index);
}
