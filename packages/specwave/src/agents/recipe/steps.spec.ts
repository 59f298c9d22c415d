/** What a recipe reads in a body is what remark-parse, which everybody relies on, finds there. */
import * as fc from 'fast-check';
import type { Nodes, Paragraph } from 'mdast';
import remarkParse from 'remark-parse';
import { unified } from 'unified';
import { readSteps } from './steps';

const remark = unified()
  .data('micromarkExtensions', [{ disable: { null: ['definition', 'htmlText', 'autolink'] } }])
  .use(remarkParse)
  .freeze();

function commandsIn({ children }: Paragraph): string[] {
  const lines: string[][] = [[]];
  for (const child of children) {
    if (child.type === 'inlineCode') lines.at(-1)?.push(child.value);
    else if (child.type === 'break') lines.push([]);
    else if (child.type === 'text') for (const _ of child.value.matchAll(/\n/g)) lines.push([]);
  }
  return lines.flatMap((codes) => (codes.length === 1 && codes[0] === 'nx g a:b' ? codes : []));
}

/** Files to write, and commands of lines that have no other code; not what is quoted. */
function remarkFinds(node: Nodes): string[] {
  if (node.type === 'blockquote') return [];
  if (node.type === 'code') {
    const isFile = `${node.lang} ${node.meta}`.includes('file=a.ts');
    return isFile ? [node.value === '' ? '' : `${node.value}\n`] : [];
  }
  if (node.type === 'paragraph') return commandsIn(node);
  return 'children' in node ? node.children.flatMap(remarkFinds) : [];
}

function found(body: string): string[] {
  const { steps } = readSteps(body);
  return steps.flatMap(({ action }) => {
    if (action.kind === 'write') return [action.text];
    return action.kind === 'generate' ? [`nx ${action.args.join(' ')}`] : [];
  });
}

const pick = (...texts: string[]) => fc.constantFrom(...texts);
const line = fc
  .tuple(
    pick('', '', '', ' ', '  ', '   ', '    ', '\t', ' \t', '      '),
    fc.array(pick('- ', '1. ', '-\t', '-   ', '> '), { maxLength: 2 }),
    pick('', '', ' ', '   ', '\t'),
    pick(
      ...[
        '```ts file=a.ts',
        '~~~~ts  file=a.ts',
        '```',
        '~~~~',
        '~~~~~ ',
        '``',
        '',
        '',
        'words',
        '  deep',
        '\ttab',
      ],
      ...['`nx g a:b`', '``nx g a:b``', '` nx g a:b `', '[a]: b', '<!--', '-->', '# One', '\0', '---'],
    ),
    pick('\n', '\n', '\n', '\r\n', '\n\n', '\n  \n'),
  )
  .map((parts) => parts.flat().join(''));

it('for any text', () => {
  fc.assert(
    fc.property(fc.array(line, { maxLength: 10 }), (lines) => {
      const body = lines.join('');
      expect(found(body)).toEqual(remarkFinds(remark.parse(body.replace(/\r\n/g, '\n'))));
    }),
    { numRuns: Number(process.env['RUNS'] ?? 1000) },
  );
});
