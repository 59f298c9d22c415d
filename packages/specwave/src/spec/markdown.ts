import type { ListItem, RootContent } from 'mdast';
import remarkParse from 'remark-parse';
import { unified, type Processor } from 'unified';
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

// Inline text is read from the source by offset, so the parser need not look into it. `definition` is
// among them because `[x]: text` is a box here.
const UNUSED = [
  'attention',
  'autolink',
  'characterEscape',
  'characterReference',
  'codeText',
  'definition',
  'hardBreakEscape',
  'htmlText',
  'labelEnd',
  'labelStartImage',
  'labelStartLink',
];

function blocksOnly(this: Processor): void {
  this.data('micromarkExtensions', [{ disable: { null: UNUSED } }]);
}

const parser = unified().use(blocksOnly).use(remarkParse).freeze();

/** Parses a text (without a byte order mark); a list may come in several neighbouring `list` blocks. */
export function parseBlocks(text: string): Block[] {
  const readable = withoutFrontMatter(text);
  return chunksOf(readable).flatMap((chunk) => {
    const root = parser.parse(readable.slice(chunk.start, chunk.end));
    return root.children.flatMap((node) => toBlock(node, text, chunk.start));
  });
}

function toBlock(node: RootContent, text: string, shift: number): Block[] {
  const range = rangeOf(node, shift);
  switch (node.type) {
    case 'heading':
      return [{ kind: 'heading', depth: node.depth, text: headingText(text, range), ...range }];
    case 'paragraph':
      return [{ kind: 'paragraph', ...range }];
    case 'list':
      return [{ kind: 'list', items: node.children.map((item) => toItem(item, text, shift)), ...range }];
    case 'code': {
      const fenced = /^(?:`{3}|~{3})/.test(text.slice(range.start, range.start + 3));
      const info = [node.lang, node.meta].filter((part) => typeof part === 'string').join(' ');
      return [{ kind: 'code', fenced, info, ...range }];
    }
    case 'blockquote': {
      const blocks = node.children.flatMap((child) => toBlock(child, text, shift));
      return [{ kind: 'quote', blocks, ...range }];
    }
    case 'html':
      return [{ kind: 'html', ...range }];
    case 'thematicBreak':
      return [{ kind: 'rule', ...range }];
    default:
      // Inline nodes and other extensions' blocks: none is among a document's blocks with this parser.
      return [];
  }
}

function toItem(item: ListItem, text: string, shift: number): Item {
  return { blocks: item.children.flatMap((child) => toBlock(child, text, shift)), ...rangeOf(item, shift) };
}

function rangeOf(node: RootContent, shift: number): Range {
  return {
    start: shift + (node.position?.start.offset ?? 0),
    end: shift + (node.position?.end.offset ?? 0),
  };
}

function headingText(text: string, range: Range): string {
  return text
    .slice(range.start, range.end)
    .replace(/^#{1,6}(?:[ \t]+|$)/, '')
    .replace(/(?:[\r\n]+[ \t>]*(?:=+|-+)[ \t]*|[ \t]+#+[ \t]*)$/, '')
    .replace(/\s+/g, ' ')
    .trim();
}
