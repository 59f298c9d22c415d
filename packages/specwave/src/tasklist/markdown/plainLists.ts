/**
 * The quick way for what most task lists are made of: headings, rules, paragraphs, fences at the margin, and bullets of one
 * paragraph each. CommonMark leaves no doubt about these, and finding them by line is ten times quicker than the general
 * parser, which a first `nx` command would otherwise run over every spec of a workspace (tools/bench-graph). Whatever
 * else a text holds makes it somebody else's: null. markdown.spec.ts compares the two on any text.
 */
import type { Block, Code, Item, List } from './blocks';
import { type Line, linesBetween } from './source';

/** Without spaces or `#` at its end, which would belong to the mark. */
const HEADING = /^(#{1,6}) ([^\s#](?:.*[^\s#])?)$/;
/** Where a line begins so, nothing but words begins there, whatever stands before it. */
const NO_MARK = String.raw`(?:[^\s#>+*_=<~\d\u0060-]|[*_]{1,2}[^\s*_]|\u0060(?!\u0060\u0060))`;
const BULLET = new RegExp(String.raw`^( *)- (?=${NO_MARK})`);
const WORDS = new RegExp(String.raw`^( *)(?=${NO_MARK})`);
const RULE = /^---+$/;
const FENCE = /^(`{3,}|~{3,})([\w-]*)$/;
/** Tabs count as up to four columns; a heading's words may end in marks; carriage returns alone are line ends. */
const NOT_PLAIN = /[\t\0]|\r(?!\n)/;
/** What stands further to the right than this is code, or goes on with what stands above. */
const FURTHEST = 3;

interface OpenList {
  list: List;
  /** The column where the words of its last item begin. */
  column: number;
}

/** The blocks of `text` (see `parseBlocks`) between two offsets, where it is plain from the first line to the last; else null. */
export function plainBlocks(text: string, start = 0, end = text.length): Block[] | null {
  if (NOT_PLAIN.test(text.slice(start, end))) return null;
  const blocks: Block[] = [];
  /** The lists that are open, outermost first, each in the last item of the one before. */
  let open: OpenList[] = [];
  let before: 'blank' | 'heading' | 'bullet' | 'words' = 'blank';
  let fence: { mark: string; code: Code } | null = null;
  for (const line of linesBetween(text, start, end)) {
    if (fence) {
      if (!isClosing(line.text, fence.mark)) continue;
      fence.code.end = line.end;
      fence = null;
      before = 'heading';
      continue;
    }
    if (/^ *$/.test(line.text)) {
      before = 'blank';
      continue;
    }
    const bullet = BULLET.exec(line.text);
    if (bullet) {
      const indent = bullet[1]?.length ?? 0;
      const depth = open.filter(({ column }) => column <= indent).length;
      // A bullet in the midst of a paragraph is one; but not one that is indented.
      if (indent - (open[depth - 1]?.column ?? 0) > FURTHEST || (before === 'words' && indent > 0))
        return null;
      open = open.slice(0, depth + 1);
      addBullet(blocks, open, depth, line, indent);
      before = 'bullet';
      continue;
    }
    const block = blockOf(line, before);
    if (block) {
      blocks.push(block);
      open = [];
      before = 'heading';
      if (block.kind === 'code') fence = { mark: FENCE.exec(line.text)?.[1] ?? '', code: block };
      continue;
    }
    const indent = WORDS.exec(line.text)?.[1]?.length;
    if (indent === undefined) return null;
    if (before === 'bullet') {
      // Words below a bullet go on with it, wherever they stand.
      extend(open, line.end);
      continue;
    }
    const last = blocks.at(-1);
    if (before === 'words' && last) last.end = line.end;
    else if (indent > 0) return null;
    else blocks.push({ kind: 'paragraph', start: line.start, end: line.end });
    open = [];
    before = 'words';
  }
  return fence ? null : blocks;
}

/** What a line at the margin begins and, but for a fence, ends. */
function blockOf({ text, start, end }: Line, before: 'blank' | 'heading' | 'bullet' | 'words'): Block | null {
  const heading = HEADING.exec(text);
  if (heading) {
    const [, marks = '', words = ''] = heading;
    return { kind: 'heading', depth: marks.length, text: words.replace(/\s+/g, ' '), start, end };
  }
  // Below words it would make a heading of them.
  if (RULE.test(text) && before !== 'words') return { kind: 'rule', start, end };
  const fence = FENCE.exec(text);
  return fence ? { kind: 'code', fenced: true, closed: true, info: fence[2] ?? '', start, end } : null;
}

/** A closing fence is at least as long as the one that it closes. */
function isClosing(line: string, mark: string): boolean {
  const words = line.replace(/^ {0,3}/, '').trimEnd();
  return words.length >= mark.length && words === (mark[0] ?? '').repeat(words.length);
}

/** `open` is cut to the lists around the bullet's place; the one at `depth` is made where there is none yet. */
function addBullet(blocks: Block[], open: OpenList[], depth: number, line: Line, indent: number): void {
  const start = line.start + indent;
  const item: Item = {
    blocks: [{ kind: 'paragraph', start: start + 2, end: line.end }],
    start,
    end: line.end,
  };
  const at = open[depth];
  if (at) {
    at.list.items.push(item);
    at.column = indent + 2;
  } else {
    const made: List = { kind: 'list', items: [item], start, end: line.end };
    (open[depth - 1]?.list.items.at(-1)?.blocks ?? blocks).push(made);
    open.push({ list: made, column: indent + 2 });
  }
  extend(open, line.end);
}

/** The innermost paragraph, and all that it stands in, end there. */
function extend(open: readonly OpenList[], end: number): void {
  for (const { list } of open) {
    list.end = end;
    const last = list.items.at(-1);
    if (last) last.end = end;
  }
  const paragraph = open.at(-1)?.list.items.at(-1)?.blocks.at(-1);
  if (paragraph) paragraph.end = end;
}
