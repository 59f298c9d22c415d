import { columnsOf, fittedTable, hang, wrap } from './wrap';

it.each([
  ['short', 20, ['short']],
  ['one two three', 7, ['one two', 'three']],
  ['one two three', 8, ['one two', 'three']],
  ['abcdefghij k', 4, ['abcd', 'efgh', 'ij k']],
  ['  blanks   in between ', 40, ['blanks in between']],
  ['', 10, ['']],
  ['数据库连接', 4, ['数据', '库连', '接']],
])('%j in %i columns is %j', (text, width, lines) => {
  expect(wrap(text, width)).toEqual(lines);
});

it.each([
  ['plain', 5],
  ['数据', 4],
  ['e\u0301', 1],
  ['🚀', 2],
])('%j takes %i columns', (text, columns) => {
  expect(columnsOf(text)).toBe(columns);
});

it('further lines hang below the first one', () => {
  expect(hang('  T001  ', 'one two three', 16)).toEqual(['  T001  one two', '        three']);
});

it('behind a lead that takes up half the width, the text stands on lines of its own', () => {
  expect(hang('  a-very-long-id  ', 'one two three', 20)).toEqual([
    '  a-very-long-id',
    '      one two three',
  ]);
});

it('colours do not count as columns', () => {
  const paint = (line: string): string => `\u001B[1m${line}\u001B[22m`;
  expect(hang('x ', 'one two', 5, paint)).toEqual(['x \u001B[1mone\u001B[22m', '  \u001B[1mtwo\u001B[22m']);
});

it('a table wraps its widest cells until it fits', () => {
  const cells = (...texts: string[]) => texts.map((text) => ({ text }));
  const rows = [cells('Id', 'Title', 'Files'), cells('T001', 'one two three four', 'src/a.ts')];
  expect(fittedTable(rows, 26)).toEqual([
    ['Id    Title       Files'],
    ['T001  one two     src/a.ts', '      three four'],
  ]);
});

it.each([1, 20, 40, 80])('no line of a table is wider than %i columns, or than it can be made', (width) => {
  const row = ['T001', 'a title of some words', 'packages/specwave/src/report/wrap.ts'].map((text) => ({
    text,
  }));
  const widest = Math.max(...fittedTable([row], width).flat().map(columnsOf));
  expect(widest).toBeLessThanOrEqual(Math.max(width, 3 * 2 + 2 * 2));
});
