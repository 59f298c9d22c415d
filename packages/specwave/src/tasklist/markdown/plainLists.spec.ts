import fc from 'fast-check';
import { generalBlocks } from './markdown';
import { plainBlocks } from './plainLists';

const words = fc.constantFrom(
  'words',
  '[ ] T001 Do `x`',
  '[x] b',
  '**Bold** c',
  '[a]: b',
  'a  ',
  'a # b',
  '(c) d',
  "'e",
  '[b]',
  '___',
  '_ _ _',
  '_a_',
  '`c`',
  '``` a`b',
  'é',
  '✅ d',
  '*e*',
  '**- f',
);
const other = fc.constantFrom(
  '',
  '',
  ' ',
  '# One',
  '## Two  ',
  '## Three ##',
  '# a#',
  '---',
  '===',
  '- ',
  '-',
  '> q',
  '1. x',
  '```',
  '```',
  '```ts',
  '~~~~',
  ' ```',
  '# in a fence',
  '    code',
  '  more',
  '  more',
  '      more',
  '\tx',
  '* y',
  '<a>',
);
const bullet = fc
  .tuple(fc.constantFrom('', '', '  ', '  ', '    ', ' ', '      ', '   ', '        '), words)
  .map(([indent, text]) => `${indent}- ${text}`);
const line = fc.oneof(
  { weight: 6, arbitrary: bullet },
  { weight: 2, arbitrary: words },
  { weight: 3, arbitrary: other },
);
const text = fc
  .tuple(fc.array(line, { maxLength: 10 }), fc.constantFrom('\n', '\n', '\r\n'), fc.boolean())
  .map(([lines, eol, isEnded]) => lines.join(eol) + (isEnded ? eol : ''));

it('gives exactly what the general parser gives, or leaves the text to it', () => {
  fc.assert(
    fc.property(text, (each) => {
      const general = generalBlocks(each);
      expect(plainBlocks(each) ?? general).toEqual(general);
    }),
    { numRuns: Number(process.env['RUNS'] ?? 3000) },
  );
});

it.each([
  [
    'a list as most are',
    '# Tasks\n\n## Layer 0: A\n\n- [ ] T001 One\n  - Complexity: Mid\n- [x] T002 Two\n\nThe end.\n',
    true,
  ],
  ['a wrapped bullet', '- [ ] T001 One\n  and more\n', true],
  ['a fence at the margin', '- [ ] T001 One\n\n```ts\na\n```\n', true],
  ['a rule', '- [ ] T001 One\n\n---\n', true],
  ['a fence in an item', '- [ ] T001 One\n\n  ```ts file=a.ts\n  a\n  ```\n', false],
  ['an ordered list', '1. [ ] One\n', false],
  ['a quotation', '> - [ ] T001 One\n', false],
])('%s: taken by the quick way: %s', (_, each, taken) => {
  expect(plainBlocks(each) !== null).toBe(taken);
});
