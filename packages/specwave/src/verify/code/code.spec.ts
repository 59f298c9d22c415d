/** What is a comment and what is a string, in the languages that people use. `«»` mark comments, `‹›` strings. */
import { codeOf, essenceOf } from './code';

/** The marks are no part of the text; what is read has to be what they mark. */
const MARKED: readonly [file: string, text: string][] = [
  ['a.ts', 'const a = x / 2; «// "hi»\nconst b = y / 3;'],
  ['a.ts', 'const r = ‹/["\'/]/g›; return ‹/"/›.test(x) ? ‹"//"› : 1;'],
  ['a.ts', 'const s = ‹`a ${›b «/* c */» + ‹`d${›{ e: ‹"}"› }.e‹}`›‹} f`›; g();'],
  ['a.tsx', '<p className=‹"x"›>Don\'t</p> «// yes»'],
  ['a.tsx', 'return <A b={c} /> ; const d = ‹"e"›; </A>'],
  ['a.py', 'x = ‹"a # b"› «# c»\ny = ‹"""d\n# e"""›'],
  ['a.py', 'def f():\n    «"""Says what."""»\n    return ‹\'it\\\'s\'›'],
  ['a.py', '«"""A module."""»\nimport os'],
  ['a.py', 'q = run(\n    ‹"""select 1"""›\n)'],
  ['a.go', 'a := ‹`raw \\`› + ‹"b"› «// c»\nr := ‹\'"\'›'],
  [
    'a.rs',
    'fn a<\'a>(x: &\'a str) -> char { ‹\'"\'› } «// c»\nlet s = ‹r#"a " // "#›; «/* a /* b */ c */» d',
  ],
  ['A.java', 'String s = ‹"""\n  "a" // b\n  """›; char c = ‹\'\\\'\'›; «/** d */»'],
  ['A.cs', 'var s = ‹@"a\\"› + ‹"b"›; «// ""c»'],
  ['a.rb', '«=begin\nx\n=end»\nputs ‹"a # b"› «# c»\nx = ‹<<~SQL\n  select # no\nSQL›\ny'],
  ['a.php', '<?php $a = ‹"b"›; «# c»\n#[Attribute]\n«// d»'],
  ['a.sh', 'echo $# ${#a} ‹"x # y"› «# c»\ncat ‹<<EOF\n# no\nEOF›\necho ‹\'a\nb\'›'],
  ['a.sql', "select ‹'it''s -- no'› «-- c»\n«/* d */» from t"],
  ['a.yaml', "a: it's «# c»\nb: ‹\"x # y\"›\nc: a#b\nd: ‹'it''s'›"],
  ['a.css', 'a { b: url(‹"//c"›) } «/* d */»'],
  ['a.scss', 'a { b: url(http://c) } «// d»'],
  ['a.html', '<p>it\'s</p> «<!-- c -->» <b>"</b>'],
  ['a.lua', 'x = ‹[[a -- b]]› «-- c»\n«--[[ d\ne ]]» f'],
  ['a.hs', 'f = ‹"a"› «-- b»\n«{- c -}»'],
  ['a.ex', 'def a, do: ‹"b # c"› «# d»'],
  ['Dockerfile', '«# a»\nRUN echo ‹"# b"›'],
  ['a.kt', 'val a = ‹"""x " // y"""› «/* /* b */ c */» + ‹\'c\'›'],
  ['a.cpp', 'auto a = ‹R"x(a " // )" )x"›; «// b»'],
];

function marked(path: string, text: string): string {
  const spans = codeOf(path, text)?.spans ?? [];
  let result = '';
  let at = 0;
  for (const { kind, start, end } of spans) {
    const [open, close] = kind === 'comment' ? '«»' : '‹›';
    result += `${text.slice(at, start)}${open}${text.slice(start, end)}${close}`;
    at = end;
  }
  return result + text.slice(at);
}

it.each(MARKED)('%s: %s', (path, text) => {
  expect(marked(path, text.replace(/[«»‹›]/g, ''))).toBe(text);
});

it.each([
  ['a.ts', 'f(a, b); // x', 'f( a,\n  b ) ;\n/* y */'],
  ['a.py', 'def f():\n    """A."""\n    return 1\n', 'def f():\n\n    # b\n    return 1'],
  ['a.go', 'a := 1\nb := 2', '// x\na := 1\n\n\tb := 2'],
])('%s: %s has the essence of %s', (path, one, other) => {
  expect(essence(path, one)).toBe(essence(path, other));
});

it.each([
  ['a.ts', 'a("b c")', 'a("b  c")'],
  ['a.py', 'if a:\n    b()\nc()', 'if a:\n    b()\n    c()'],
  ['a.yaml', 'a:\n  b: 1', 'a:\nb: 1'],
])('%s: %s has another essence than %s', (path, one, other) => {
  expect(essence(path, one)).not.toBe(essence(path, other));
});

it('text of a language that nobody knows has no code to tell apart', () => {
  expect(codeOf('a.json', '{"a": "// b"}')).toBeNull();
});

it('does not take longer than it has to for texts that nothing closes', () => {
  const text = '`${'.repeat(50_000) + '"\''.repeat(50_000) + '/*'.repeat(50_000);
  for (const path of ['a.ts', 'a.py', 'a.rb', 'a.rs', 'a.sh', 'a.cs', 'a.kt'])
    expect(codeOf(path, text)?.skeleton.length).toBe(text.length);
});

function essence(path: string, text: string): string {
  const code = codeOf(path, text);
  if (!code) throw new Error(`${path} has no language`);
  return essenceOf(code);
}
