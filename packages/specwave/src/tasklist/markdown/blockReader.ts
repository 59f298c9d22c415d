import type { subtokenize } from 'micromark-util-subtokenize';
import type { Block, Item, Range } from './blocks';

type Event = Parameters<typeof subtokenize>[0][number];
type Token = Event[1];

interface OpenList {
  items: Item[];
  /** The blocks that the list itself stands among. */
  outer: Block[];
}

/** Makes blocks of the tokenizer's events, of which each token has one where it begins and one where it ends. */
export class BlockReader {
  /** Those at the top. */
  readonly blocks: Block[] = [];
  /** Where the next block goes. */
  private into = this.blocks;
  private readonly quotes: Block[][] = [];
  private readonly lists: OpenList[] = [];
  private lastLeaf: Block | null = null;
  private info: string[] = [];
  private fences = 0;
  private depth = 0;

  /** @param shift the offset in `text` that the events count from */
  constructor(
    private readonly text: string,
    private readonly shift: number,
    private readonly events: readonly Event[],
  ) {
    events.forEach(([step, token], index) => {
      if (step === 'enter') this.enter(token, index);
      else this.exit(token, index);
    });
  }

  /** Whether what {@link nextCut} found at this offset begins a block, so that these blocks are the same without it. */
  endsBefore(offset: number): boolean {
    const leaf = this.lastLeaf;
    if (leaf?.kind === 'html' || (leaf?.kind === 'code' && leaf.fenced && this.fences < 2)) return false;
    const number = orderedAt(this.text, offset);
    // `1.` always begins a list, `2.` only goes on with one; elsewhere it may be text.
    if (number === null || number.digits === '1') return true;
    const last = this.blocks.at(-1);
    return last?.kind === 'list' && orderedAt(this.text, last.items.at(-1)?.start ?? 0)?.mark === number.mark;
  }

  private enter(token: Token, index: number): void {
    switch (token.type) {
      case 'listOrdered':
      case 'listUnordered':
        this.lists.push({ items: [], outer: this.into });
        break;
      case 'listItemPrefix': {
        this.endItem(token, index);
        const item: Item = { blocks: [], ...this.rangeOf(token) };
        this.lists.at(-1)?.items.push(item);
        this.into = item.blocks;
        break;
      }
      case 'blockQuote':
        this.quotes.push(this.into);
        this.into = [];
        break;
      case 'codeFenced':
        this.info = [];
        this.fences = 0;
        break;
      case 'atxHeading':
        this.depth = 0;
        break;
    }
  }

  private exit(token: Token, index: number): void {
    switch (token.type) {
      case 'listOrdered':
      case 'listUnordered': {
        this.endItem(token, index);
        const { items, outer } = this.lists.pop() ?? { items: [], outer: this.blocks };
        this.into = outer;
        this.add({ kind: 'list', items, ...this.rangeOf(token) });
        break;
      }
      case 'blockQuote': {
        const blocks = this.into;
        this.into = this.quotes.pop() ?? this.blocks;
        this.add({ kind: 'quote', blocks, ...this.rangeOf(token) });
        break;
      }
      case 'paragraph':
        this.add({ kind: 'paragraph', ...this.rangeOf(token) });
        break;
      case 'atxHeadingSequence':
        // There may be a second one, at the end of the line.
        if (this.depth === 0) this.depth = token.end.offset - token.start.offset;
        break;
      case 'setextHeadingLineSequence':
        this.depth = this.wordsOf(token).startsWith('=') ? 1 : 2;
        break;
      case 'atxHeading':
      case 'setextHeading': {
        const text = headingText(this.wordsOf(token));
        this.add({ kind: 'heading', depth: this.depth, text, ...this.rangeOf(token) });
        break;
      }
      case 'codeFencedFenceInfo':
      case 'codeFencedFenceMeta':
        this.info.push(this.wordsOf(token).replaceAll('\0', '\uFFFD'));
        break;
      case 'codeFencedFence':
        this.fences += 1;
        break;
      case 'codeFenced':
        this.add({
          kind: 'code',
          fenced: true,
          closed: this.fences > 1,
          info: this.info.join(' '),
          ...this.rangeOf(token),
        });
        break;
      case 'codeIndented':
        this.add({ kind: 'code', fenced: false, closed: false, info: '', ...this.rangeOf(token) });
        break;
      case 'htmlFlow':
        this.add({ kind: 'html', ...this.rangeOf(token) });
        break;
      case 'thematicBreak':
        this.add({ kind: 'rule', ...this.rangeOf(token) });
        break;
    }
  }

  /** Ends the open item of the innermost list before the line breaks in front of `events[index]`. */
  private endItem(token: Token, index: number): void {
    const item = this.lists.at(-1)?.items.at(-1);
    if (!item) return;
    item.end = this.rangeOf(token).end;
    for (let at = index - 1; at >= 0; at -= 1) {
      const before = this.events[at]?.[1];
      if (before?.type === 'lineEnding' || before?.type === 'lineEndingBlank') {
        item.end = this.rangeOf(before).start;
      } else if (before === undefined || !BETWEEN_ITEMS.has(before.type)) break;
    }
  }

  private add(block: Block): void {
    this.into.push(block);
    if (block.kind !== 'list' && block.kind !== 'quote') this.lastLeaf = block;
  }

  private rangeOf(token: Token): Range {
    return { start: this.shift + token.start.offset, end: this.shift + token.end.offset };
  }

  private wordsOf(token: Token): string {
    return this.text.slice(this.shift + token.start.offset, this.shift + token.end.offset);
  }
}

// As mdast-util-from-markdown has them in `prepareList`, so that an item ends where others say it ends.
const BETWEEN_ITEMS: ReadonlySet<string> = new Set([
  'linePrefix',
  'blockQuotePrefix',
  'blockQuotePrefixWhitespace',
  'blockQuoteMarker',
  'listItemIndent',
]);

// A paragraph that happens to be underlined; looking through all of it for brackets takes long.
const LONGEST_HEADING = 1000;

function headingText(words: string): string {
  return words
    .slice(0, LONGEST_HEADING)
    .replace(/^#{1,6}(?:[ \t]+|$)/, '')
    .replace(/(?:[\r\n]+[ \t>]*(?:=+|-+)[ \t]*|[ \t]+#+[ \t]*)$/, '')
    .replace(/\s+/g, ' ')
    .trim();
}

function orderedAt(
  text: string,
  offset: number,
): { digits: string | undefined; mark: string | undefined } | null {
  const match = /^(\d{1,9})([.)])/.exec(text.slice(offset, offset + 10));
  return match && { digits: match[1], mark: match[2] };
}
