/** Fenced code: what it says of itself, and what stands in it. */
import { withoutIndent } from '../body';
import type { Code } from './blocks';

/** The path behind `file=` in what stands behind the opening fence, `''` where there is none; null without `file=`. */
export function fileInFence(info: string): string | null {
  const match = /(?:^|\s)file=(?:"([^"]*)"|'([^']*)'|(\S*))/.exec(info);
  const path = match && (match[1] ?? match[2] ?? match[3] ?? '');
  // Escapes count here, as in all that CommonMark does not take for code.
  return path && path.replace(/\\([!-/:-@[-`{-~])/g, '$1');
}

/** What stands in the fence, each line with its end: `text` is the whole text, with `\n` as its line ends. */
export function textInFence(text: string, { start, end, closed }: Code): string {
  const column = columnAt(text, start);
  const [, ...lines] = text.slice(start, end).split('\n');
  const content = lines.map((line) => withoutIndent(line, column));
  if (closed || content.at(-1) === '') content.pop();
  const inner = content.join('\n').replaceAll('\0', '\uFFFD');
  return inner === '' ? '' : `${inner}\n`;
}

/** A tab goes to the next multiple of four. */
function columnAt(text: string, offset: number): number {
  let column = 0;
  for (const char of text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset))
    column += char === '\t' ? 4 - (column % 4) : 1;
  return column;
}
