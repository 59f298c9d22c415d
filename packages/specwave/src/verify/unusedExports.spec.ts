import { newExports, unusedAmong } from './unusedExports';

const made = (path: string, text: string, before: string | null = null) => ({ path, text, before });

function unused(own: ReturnType<typeof made>[], others: Record<string, string> = {}): string[] {
  const all = [...own, ...Object.entries(others).map(([path, text]) => ({ path, text }))];
  const occurrences = all.flatMap(({ path, text }) =>
    (text.match(/[A-Za-z_$][\w$]*/g) ?? []).map((name) => ({ path, name })),
  );
  return unusedAmong(newExports(own), occurrences).map(({ path, name }) => `${path} ${name}`);
}

it.each([
  ['src/a.ts', 'export function load() {}', 'load'],
  ['src/a.tsx', 'export const Badge = () => null;', 'Badge'],
  ['app/a.py', 'def load():\n    return 1\n', 'load'],
  ['a/a.go', 'package a\n\nfunc Load() {}\n', 'Load'],
  ['src/a.rs', 'pub fn load() {}\n', 'load'],
])('%s: %s is told, and is not where another file says it', (path, text, name) => {
  expect(unused([made(path, text)])).toEqual([`${path} ${name}`]);
  expect(unused([made(path, text)], { 'other.ts': `x(${name})` })).toEqual([]);
});

it.each([
  ['was there before', made('src/a.ts', 'export const a = 2;', 'export const a = 1;')],
  ['is used in its own file', made('src/a.ts', 'export const a = 1;\nrun(a);')],
  ['is what the package offers', made('src/index.ts', 'export const a = 1;')],
  ['is for tests', made('test/helpers.ts', 'export const a = 1;')],
  ['is not exported', made('src/a.ts', 'const a = 1;')],
  ['is said in a comment only', made('src/a.ts', '// export const a = 1;')],
])('nothing is told of what %s', (_, file) => {
  expect(unused([file])).toEqual([]);
});

it('two of one name are each told, until another file says it', () => {
  const two = [made('src/a.ts', 'export const x = 1;'), made('src/b.ts', 'export const x = 2;')];
  expect(unused(two, { 'src/c.ts': 'x' })).toEqual([]);
});
