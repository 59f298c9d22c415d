import { parse, preprocess } from 'micromark';
import { subtokenize } from 'micromark-util-subtokenize';
import { chunksOf, withoutFrontMatter } from './chunks';

/** The block structure of a Markdown text; `start` and `end` (exclusive) are offsets into it. */
export type Block = Heading | List | Code | Quote | Other;

interface Range {
  start: number;
  end: number;
}
export interface Heading extends Range {
  kind: 'heading';
  depth: number;
  /** Its words as written, without `#`. */
  text: string;
}
export interface List extends Range {
  kind: 'list';
  items: Item[];
}
export interface Item extends Range {
  blocks: Block[];
}
export interface Code extends Range {
  kind: 'code';
  fenced: boolean;
  /** What stands behind the opening fence: `ts file=src/a.ts`. */
  info: string;
}
export interface Quote extends Range {
  kind: 'quote';
  blocks: Block[];
}
export interface Other extends Range {
  kind: 'paragraph' | 'html' | 'rule';
}

type Event = Parameters<typeof subtokenize>[0][number];
type Token = Event[1];

// `[x]: text` is a box here.
const options = { extensions: [{ disable: { null: ['definition'] } }] };

/** Parses a text (without a byte order mark); a list may come in several neighbouring `list` blocks. */
export function parseBlocks(text: string): Block[] {
  const readable = withoutFrontMatter(text);
  return chunksOf(readable).flatMap(({ start, end }) => {
    const events = parse(options)
      .document()
      .write(preprocess()(readable.slice(start, end), undefined, true));
    // Once opens the blocks. A second time would open the inline text, which is read by offset instead.
    subtokenize(events);
    return new BlockReader(text, start, events).read();
  });
}

interface OpenList {
  items: Item[];
  /** The blocks that the list itself stands among. */
  outer: Block[];
}

/** Makes blocks of the tokenizer's events, of which each token has one where it begins and one where it ends. */
class BlockReader {
  /** Where the next block goes. */
  private blocks: Block[] = [];
  private readonly quotes: Block[][] = [];
  private readonly lists: OpenList[] = [];
  private info: string[] = [];
  private depth = 0;

  /** @param shift the offset in `text` that the events count from */
  constructor(
    private readonly text: string,
    private readonly shift: number,
    private readonly events: readonly Event[],
  ) {}

  read(): Block[] {
    this.events.forEach(([step, token], index) => {
      if (step === 'enter') this.enter(token, index);
      else this.exit(token, index);
    });
    return this.blocks;
  }

  private enter(token: Token, index: number): void {
    switch (token.type) {
      case 'listOrdered':
      case 'listUnordered':
        this.lists.push({ items: [], outer: this.blocks });
        break;
      case 'listItemPrefix': {
        this.endItem(token, index);
        const item: Item = { blocks: [], ...this.rangeOf(token) };
        this.lists.at(-1)?.items.push(item);
        this.blocks = item.blocks;
        break;
      }
      case 'blockQuote':
        this.quotes.push(this.blocks);
        this.blocks = [];
        break;
      case 'codeFenced':
        this.info = [];
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
        this.blocks = outer;
        this.add({ kind: 'list', items, ...this.rangeOf(token) });
        break;
      }
      case 'blockQuote': {
        const { blocks } = this;
        this.blocks = this.quotes.pop() ?? [];
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
      case 'codeFenced':
        this.add({ kind: 'code', fenced: true, info: this.info.join(' '), ...this.rangeOf(token) });
        break;
      case 'codeIndented':
        this.add({ kind: 'code', fenced: false, info: '', ...this.rangeOf(token) });
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
    this.blocks.push(block);
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

function headingText(words: string): string {
  return words
    .replace(/^#{1,6}(?:[ \t]+|$)/, '')
    .replace(/(?:[\r\n]+[ \t>]*(?:=+|-+)[ \t]*|[ \t]+#+[ \t]*)$/, '')
    .replace(/\s+/g, ' ')
    .trim();
}
