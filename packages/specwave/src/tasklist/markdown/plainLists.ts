/**
 * The quick way for what most task lists are made of: headings, paragraphs, and bullets of one line each, nested by
 * two spaces. CommonMark leaves no doubt about these, and finding them by line is ten times quicker than the general
 * parser, which a first `nx` command would otherwise run over every spec of a workspace (tools/bench-graph). Whatever
 * else a text holds makes it somebody else's: null. markdown.spec.ts compares the two on any text.
 */
import type { Block, Item, List } from './blocks';
import { linesBetween } from './source';

/** Without spaces or `#` at its end, which would belong to the mark. */
const HEADING = /^(#{1,6}) ([^\s#](?:.*[^\s#])?)$/;
/** After the bullet: a box, or words that begin no block of their own. */
const BULLET = /^( *)- (?=\[.\] \S|[A-Za-z@("']|(?:_|\*\*)[A-Za-z])/;
const WORDS = /^(?=[A-Za-z@("'[]|(?:_|\*\*)[A-Za-z])/;
/** Tabs count as up to four columns; a heading's words may end in marks; carriage returns alone are line ends. */
const NOT_PLAIN = /[\t\0]|\r(?!\n)/;

/** The blocks of a text (see `parseBlocks`), where it is plain from its first line to its last; else null. */
export function plainBlocks(text: string): Block[] | null {
  if (NOT_PLAIN.test(text)) return null;
  const blocks: Block[] = [];
  /** The lists that are open, outermost first, each in the last item of the one before. */
  let open: List[] = [];
  let before: 'blank' | 'heading' | 'bullet' | 'words' = 'blank';
  for (const line of linesBetween(text, 0, text.length)) {
    if (/^ *$/.test(line.text)) {
      before = 'blank';
      continue;
    }
    const { end } = line;
    const bullet = BULLET.exec(line.text);
    if (bullet) {
      const indent = bullet[1]?.length ?? 0;
      const depth = indent / 2;
      // A bullet in the midst of a paragraph is one; but not one that is indented.
      if (indent % 2 !== 0 || depth > open.length || (before === 'words' && indent > 0)) return null;
      addBullet(blocks, (open = open.slice(0, depth + 1)), depth, line.start + indent, end);
      before = 'bullet';
      continue;
    }
    const heading = HEADING.exec(line.text);
    if (heading) {
      const [, marks = '', words = ''] = heading;
      blocks.push({
        kind: 'heading',
        depth: marks.length,
        text: words.replace(/\s+/g, ' '),
        start: line.start,
        end,
      });
      open = [];
      before = 'heading';
      continue;
    }
    // Words below a bullet go on with it, wherever they stand: a wrapped line.
    if (!WORDS.test(line.text) || before === 'bullet') return null;
    const last = blocks.at(-1);
    if (before === 'words' && last) last.end = end;
    else blocks.push({ kind: 'paragraph', start: line.start, end });
    open = [];
    before = 'words';
  }
  return blocks;
}

/** `open` is cut to the lists around the bullet's place; the one at `depth` is made where there is none yet. */
function addBullet(blocks: Block[], open: List[], depth: number, start: number, end: number): void {
  const item: Item = { blocks: [{ kind: 'paragraph', start: start + 2, end }], start, end };
  const list = open[depth];
  if (list) list.items.push(item);
  else {
    const made: List = { kind: 'list', items: [item], start, end };
    (open[depth - 1]?.items.at(-1)?.blocks ?? blocks).push(made);
    open.push(made);
  }
  for (const each of open) {
    each.end = end;
    const last = each.items.at(-1);
    if (last) last.end = end;
  }
}
