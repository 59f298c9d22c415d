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
    return new BlockReader(text, start).read(events);
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
  ) {}

  read(events: readonly Event[]): Block[] {
    events.forEach(([step, token], index) => {
      if (step === 'enter') this.enter(token, events, index);
      else this.exit(token, events, index);
    });
    return this.blocks;
  }

  private enter(token: Token, events: readonly Event[], index: number): void {
    switch (token.type) {
      case 'listOrdered':
      case 'listUnordered':
        this.lists.push({ items: [], outer: this.blocks });
        break;
      case 'listItemPrefix': {
        this.endItem(token, events, index);
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
    }
  }

  private exit(token: Token, events: readonly Event[], index: number): void {
    const range = this.rangeOf(token);
    switch (token.type) {
      case 'listOrdered':
      case 'listUnordered': {
        this.endItem(token, events, index);
        const list = this.lists.pop();
        if (!list) break;
        this.blocks = list.outer;
        this.blocks.push({ kind: 'list', items: list.items, ...range });
        break;
      }
      case 'blockQuote': {
        const blocks = this.blocks;
        this.blocks = this.quotes.pop() ?? [];
        this.blocks.push({ kind: 'quote', blocks, ...range });
        break;
      }
      case 'paragraph':
        this.blocks.push({ kind: 'paragraph', ...range });
        break;
      case 'atxHeadingSequence':
        // There may be a second one, at the end of the line.
        if (this.depth === 0) this.depth = range.end - range.start;
        break;
      case 'setextHeadingLineSequence':
        this.depth = this.text[range.start] === '=' ? 1 : 2;
        break;
      case 'atxHeading':
      case 'setextHeading':
        this.blocks.push({
          kind: 'heading',
          depth: this.depth,
          text: headingText(this.text, range),
          ...range,
        });
        this.depth = 0;
        break;
      case 'codeFencedFenceInfo':
      case 'codeFencedFenceMeta':
        this.info.push(this.text.slice(range.start, range.end).replaceAll('\0', '\uFFFD'));
        break;
      case 'codeFenced':
        this.blocks.push({ kind: 'code', fenced: true, info: this.info.join(' '), ...range });
        break;
      case 'codeIndented':
        this.blocks.push({ kind: 'code', fenced: false, info: '', ...range });
        break;
      case 'htmlFlow':
        this.blocks.push({ kind: 'html', ...range });
        break;
      case 'thematicBreak':
        this.blocks.push({ kind: 'rule', ...range });
        break;
    }
  }

  /** Ends the open item of the innermost list before the line breaks in front of `events[index]`. */
  private endItem(token: Token, events: readonly Event[], index: number): void {
    const item = this.lists.at(-1)?.items.at(-1);
    if (!item) return;
    item.end = this.rangeOf(token).end;
    for (let at = index - 1; at >= 0; at -= 1) {
      const before = events[at]?.[1];
      if (before?.type === 'lineEnding' || before?.type === 'lineEndingBlank') {
        item.end = this.shift + before.start.offset;
      } else if (before === undefined || !BETWEEN_ITEMS.has(before.type)) break;
    }
  }

  private rangeOf(token: Token): Range {
    return { start: this.shift + token.start.offset, end: this.shift + token.end.offset };
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

function headingText(text: string, range: Range): string {
  return text
    .slice(range.start, range.end)
    .replace(/^#{1,6}(?:[ \t]+|$)/, '')
    .replace(/(?:[\r\n]+[ \t>]*(?:=+|-+)[ \t]*|[ \t]+#+[ \t]*)$/, '')
    .replace(/\s+/g, ' ')
    .trim();
}
