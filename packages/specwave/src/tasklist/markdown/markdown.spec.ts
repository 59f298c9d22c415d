import * as fc from 'fast-check';
import type { ListItem, RootContent } from 'mdast';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import remarkParse from 'remark-parse';
import { unified } from 'unified';
import { generalBlocks, parseBlocks } from './markdown';
import type { Block, Item } from './blocks';

// Inline text, also in what follows a fence, is read as it is written.
const INLINE = [
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
const remark = unified()
  .data('micromarkExtensions', [{ disable: { null: INLINE } }])
  .use(remarkParse)
  .freeze();

/** What remark-parse, which everybody relies on, makes of a text. */
function remarkBlocks(text: string): Block[] {
  const rangeOf = (node: RootContent): { start: number; end: number } => ({
    start: node.position?.start.offset ?? -1,
    end: node.position?.end.offset ?? -1,
  });
  const itemOf = (item: ListItem): Item => ({ blocks: item.children.flatMap(blockOf), ...rangeOf(item) });
  const blockOf = (node: RootContent): Block[] => {
    const range = rangeOf(node);
    switch (node.type) {
      case 'heading':
        return [{ kind: 'heading', depth: node.depth, text: 'not compared', ...range }];
      case 'paragraph':
        return [{ kind: 'paragraph', ...range }];
      case 'list':
        return [{ kind: 'list', items: node.children.map(itemOf), ...range }];
      case 'code': {
        const fenced = /^[`~]{3}/.test(text.slice(range.start));
        const info = [node.lang, node.meta].filter((part) => typeof part === 'string').join(' ');
        return [{ kind: 'code', fenced, closed: false, info: fenced ? info : '', ...range }];
      }
      case 'blockquote':
        return [{ kind: 'quote', blocks: node.children.flatMap(blockOf), ...range }];
      case 'html':
        return [{ kind: 'html', ...range }];
      case 'thematicBreak':
        return [{ kind: 'rule', ...range }];
      default:
        throw new Error(`no block: ${node.type}`);
    }
  };
  return remark.parse(text).children.flatMap(blockOf);
}

function comparable(blocks: readonly Block[]): Block[] {
  return blocks.map((block) => {
    if (block.kind === 'heading') return { ...block, text: 'not compared' };
    // remark-parse does not say; what stands in a fence is compared where recipes are read.
    if (block.kind === 'code') return { ...block, closed: false };
    if (block.kind === 'quote') return { ...block, blocks: comparable(block.blocks) };
    if (block.kind !== 'list') return block;
    const items = block.items.map((item) => ({ ...item, blocks: comparable(item.blocks) }));
    return { ...block, items };
  });
}

const eol = fc.constantFrom('\n', '\n', '\n\n', '\r\n', '\r', '\n \n', '\n\t\n');
const indent = fc.constantFrom('', '', ' ', '  ', '   ', '    ', '      ', '\t', ' \t', '\t\t');
const mark = fc.constantFrom(
  '- ',
  '* ',
  '+ ',
  '1. ',
  '2) ',
  '-\t',
  '-   ',
  '-      ',
  '> ',
  '>',
  '-',
  '1.',
  '',
);
const words = fc.constantFrom(
  ...[
    '',
    'words',
    '[ ] T001 Do `x`',
    '[x] b',
    '[a]: b',
    'a  ',
    'a\\',
    '&amp; \\* *b*',
    '\0',
    'é\u00a0',
    '\uFEFF',
  ],
  ...[
    '# One',
    '## Two ##',
    '###',
    '#### \tFour\t#',
    '####### no',
    '===',
    '---',
    '- - -',
    '***',
    '--',
    '=',
    '-',
  ],
  ...['```', '```ts file=a.ts  ', '````', '~~~', '~~~ sh  run\t', '``` a`b', '```\\* &amp;\0 \0'],
  ...['<!--', '-->', '<div>', '</div>', '<pre>', '</pre>', '<?', '<a>', '<!-- a -->', '    code', '\tcode'],
);
const line = fc
  .tuple(indent, fc.array(mark, { maxLength: 3 }), indent, words, eol)
  .map((parts) => parts.flat().join(''));
const markdownish = fc.array(line, { maxLength: 12 }).map((lines) => lines.join(''));
// An unordered mix finds what no line of an author would have.
const anyText = fc.oneof(
  markdownish,
  fc.array(fc.oneof(indent, mark, words, eol), { maxLength: 40 }).map((parts) => parts.join('')),
);

it('gives the blocks and offsets of remark-parse for any text', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      // Front matter and a byte order mark are not Markdown to us.
      fc.pre(!/^(?:---|\uFEFF)/.test(text));
      const expected = remarkBlocks(text);
      expect(comparable(generalBlocks(text))).toEqual(expected);
      expect(comparable(parseBlocks(text))).toEqual(expected);
    }),
    { numRuns: Number(process.env['RUNS'] ?? 1000) },
  );
});

/** A long text is read in parts, so that one list may come as several: without lists, their items one after another. */
function withoutLists(blocks: readonly Block[]): (Block | Item)[] {
  return comparable(blocks).flatMap((block): (Block | Item)[] =>
    block.kind === 'list' ? block.items : [block],
  );
}

it('gives the blocks of remark-parse for long texts too, which are read in parts', () => {
  const filler = fc.constantFrom(
    'words\n',
    '- [ ] a\n  - b\n',
    '1. a\n   - b\n',
    '> a\n',
    '```\ncode\n```\n',
  );
  const parts = fc.array(fc.tuple(fc.oneof(markdownish, filler), fc.nat(60)), { maxLength: 5 });
  fc.assert(
    fc.property(parts, (repeated) => {
      const text = repeated.map(([part, times]) => part.repeat(times)).join('');
      fc.pre(!/^(?:---|\uFEFF)/.test(text));
      const expected = withoutLists(remarkBlocks(text));
      expect(withoutLists(generalBlocks(text))).toEqual(expected);
      expect(withoutLists(parseBlocks(text))).toEqual(expected);
    }),
    { numRuns: Number(process.env['RUNS'] ?? 20) },
  );
});

const specs = join(__dirname, '../../../../../specs');
const lists = readdirSync(specs, { recursive: true, encoding: 'utf8' }).filter((name) =>
  name.endsWith('.md'),
);

it.each(lists)('gives the blocks of remark-parse for specs/%s', (name) => {
  const text = readFileSync(join(specs, name), 'utf8').replace(/^---[\s\S]*?\n---/, '');
  const expected = withoutLists(remarkBlocks(text));
  expect(withoutLists(generalBlocks(text))).toEqual(expected);
  expect(withoutLists(parseBlocks(text))).toEqual(expected);
});

it.each([
  ['# A', 1, 'A'],
  ['## A ##', 2, 'A'],
  ['###', 3, ''],
  ['  # A `b` **c**', 1, 'A `b` **c**'],
  ['A\n  b\n===', 1, 'A b'],
  ['A\r\n---', 2, 'A'],
  ['# A #b', 1, 'A #b'],
])('reads the words of the heading %j', (text, depth, heading) => {
  expect(parseBlocks(text)).toMatchObject([{ kind: 'heading', depth, text: heading }]);
});

it('ends an item before the blank lines behind it', () => {
  const text = '- a\n\n  - b\n\n\n- c\n\n';
  const [list] = parseBlocks(text);
  const items = list?.kind === 'list' ? list.items : [];
  expect(items.map(({ start, end }) => text.slice(start, end))).toEqual(['- a\n\n  - b', '- c']);
});
