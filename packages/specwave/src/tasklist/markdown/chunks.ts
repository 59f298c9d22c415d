import { blank } from './source';

// No number other than 1 in front, and no empty bullet within one: whether these begin a list depends on what stands
// before them.
const CUT =
  /^(?:#{1,6}[ \t]|(?:[-*+]|\d{1,9}[.)])[ \t]+(?:(?:[-*+]|1[.)])[ \t]+)*(?![-*+](?:\s|$)|[\d>])\S)/gm;

const HEADING = /^#{1,6}[ \t]/gm;

/**
 * The offset of the first line from `from` on that begins a new block at the top of the document if no fence
 * or HTML is open before it: a heading, or a bullet with words; or, in a list of numbers, a number.
 * The text's length where there is none.
 */
export function nextCut(text: string, from: number): number {
  return nextLine(CUT, text, from);
}

/** The offset of the first line from `from` on that looks like a heading at the margin. The text's length where there is none. */
export function nextHeading(text: string, from: number): number {
  return nextLine(HEADING, text, from);
}

function nextLine(beginning: RegExp, text: string, from: number): number {
  beginning.lastIndex = from;
  for (let match = beginning.exec(text); match; match = beginning.exec(text)) {
    // To regular expressions there are more line breaks than to Markdown.
    if (text[match.index - 1] === '\n' || text[match.index - 1] === '\r') return match.index;
  }
  return text.length;
}

const FRONT_MATTER =
  /^---[ \t]*(?:\r\n|\n|\r)(?=[ \t]*(?:#|["']?[\w.-]+["']?[ \t]*:|---))(?:[\s\S]*?(?:\r\n|\n|\r))?(?:---|\.\.\.)[ \t]*(?=[\r\n]|$)/;
const TOO_DEEP =
  /^(?:[ \t>]{100,}(?:[-*+]|\d{1,9}[.)]|>|#)|(?:[ \t]*(?:>|[-*+][ \t]|\d{1,9}[.)][ \t])){30})[^\r\n]*/gm;

/**
 * A text of the same length without what is not Markdown to us: front matter, a second byte order mark
 * (the parser would drop it and move every offset), and lines nested so deep that no person wrote them
 * (800 levels took the parser 23 s).
 */
export function withoutFrontMatter(text: string): string {
  let result = text.startsWith('\uFEFF') ? ` ${text.slice(1)}` : text;
  const matter = FRONT_MATTER.exec(result);
  if (matter) result = blank(matter[0]) + result.slice(matter[0].length);
  return result.replace(TOO_DEEP, blank);
}
