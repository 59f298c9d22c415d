import { blank, linesBetween } from './source';

/** A part of a document that can be parsed by itself. */
export interface Chunk {
  start: number;
  end: number;
}

// Small enough that a parser whose time grows faster than its input stays quick (1 MB at once took 40 s).
const SMALLEST = 4096;
const FENCE = /^[\s>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*(`{3,}(?=[^`]*$)|~{3,})/;
const HTML = /<(?:!--|pre|script|style|textarea|\?|!)/i;
const HTML_END = /-->|<\/(?:pre|script|style|textarea)>|\?>|>/i;

/**
 * Cuts a Markdown text where a new top-level block certainly begins: at an unindented heading, or at an
 * unindented bullet with a box, outside of fences and HTML. Where that is not certain nothing is cut.
 */
export function chunksOf(text: string): Chunk[] {
  if (text.length <= SMALLEST) return [{ start: 0, end: text.length }];
  const chunks: Chunk[] = [];
  let start = 0;
  let fence: string | null = null;
  let inHtml = false;
  for (const line of linesBetween(text, 0, text.length)) {
    if (fence !== null) {
      const closing = /^[\s>]*(`{3,}|~{3,})[ \t]*$/.exec(line.text)?.[1];
      if (closing !== undefined && closing[0] === fence[0] && closing.length >= fence.length) fence = null;
      continue;
    }
    if (inHtml) {
      inHtml = !HTML_END.test(line.text);
      continue;
    }
    fence = FENCE.exec(line.text)?.[1] ?? null;
    if (fence !== null) continue;
    const html = HTML.exec(line.text);
    if (html) {
      inHtml = !HTML_END.test(line.text.slice(html.index + html[0].length));
      continue;
    }
    if (line.start - start >= SMALLEST && /^(?:#{1,6}[ \t]|[-*+] \[.\] )/.test(line.text)) {
      chunks.push({ start, end: line.start });
      start = line.start;
    }
  }
  chunks.push({ start, end: text.length });
  return chunks;
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
