import { isResultName, resultSchema, type ChangedFile, type TaskResult } from './resultSchema';

const ID = 'a'.repeat(40);
const FILE: ChangedFile = { path: 'src/a.ts', from: null, to: { mode: '100644', id: ID } };
const RESULT = {
  version: 1,
  spec: 'F001',
  task: 'T001',
  digest: 'd'.repeat(64),
  settings: '0123456789abcdef',
  agent: 'claude',
  role: 'clerk:clerk-setup-agent',
  outcome: 'landed',
  attempts: 1,
  started_at: '2026-01-01T10:00:00+00:00',
  ended_at: '2026-01-01T10:00:01.500Z',
  duration_ms: 1500,
  usage: { input_tokens: 1, output_tokens: 2, cost_usd: 0.01 },
  files: [FILE],
  checks: [{ name: 'npm test', passed: true, detail: null }],
  flags: [{ check: 'deleted', message: '`src/b.ts` is gone.', path: 'src/b.ts' }],
  unmade: ['stub'],
  patch: 'e'.repeat(64),
  message: 'Done.\nAll of it.',
  next: null,
} satisfies TaskResult;

const accepts = (value: unknown): boolean => resultSchema.safeParse(value).success;
const withPath = (path: string): unknown => ({ ...RESULT, files: [{ ...FILE, path }] });

it('takes a whole result as it is', () => {
  expect(resultSchema.parse(RESULT)).toEqual(RESULT);
});

it('takes a result without files, patch and figures', () => {
  expect(accepts({ ...RESULT, files: [], checks: [], usage: {}, patch: null, role: null })).toBe(true);
});

it('drops keys that it does not know', () => {
  const later = { ...RESULT, later: 1, files: [{ ...FILE, later: 1 }], usage: { ...RESULT.usage, later: 1 } };
  expect(resultSchema.parse(later)).toEqual(RESULT);
});

/** Of later versions. */
const LATER = new Set(['flags', 'unmade']);

it.each(Object.keys(RESULT).filter((key) => !LATER.has(key)))('refuses a result without `%s`', (key) => {
  expect(accepts({ ...RESULT, [key]: undefined })).toBe(false);
});

it.each([
  ['another version', { version: 2 }],
  ['a spec that is no name', { spec: '..' }],
  ['a task with a slash', { task: 'a/b' }],
  ['an unknown outcome', { outcome: 'done' }],
  ['a part of an attempt', { attempts: 1.5 }],
  ['less than no attempts', { attempts: -1 }],
  ['a duration below zero', { duration_ms: -1 }],
  ['costs below zero', { usage: { cost_usd: -1 } }],
  ['a time that is none', { started_at: 'yesterday' }],
  ['a digest of several lines', { digest: 'a\nb' }],
  ['a patch hash that is none', { patch: 'e'.repeat(63) }],
  ['a message without end', { message: 'x'.repeat(100_000) }],
  ['files that are no list', { files: {} }],
])('refuses %s', (_, part) => {
  expect(accepts({ ...RESULT, ...part })).toBe(false);
});

describe('the path of a changed file', () => {
  it.each(['a', 'src/a b.ts', '.gitignore', '.github/a.yml', 'a.git/b', 'ä/🎉.md', '...', '-rf', 'a~b', "'"])(
    'may be %j',
    (path) => expect(accepts(withPath(path))).toBe(true),
  );

  it.each([
    ...['', '/', '/etc/passwd', 'a//b', 'a/', './a', 'a/./b', '..', '../a', 'a/../b', 'C:/a', 'c:a'],
    ...['a\\b', 'a\nb', 'a\u0000b', 'a\u007fb', 'a\u0085b', '\ud800'],
    ...['.git', '.git/config', 'a/.git/hooks/post-commit', '.GIT/a', '.Git', '.git./a', '.git /a'],
    ...['GIT~1/a', '.git::$INDEX_ALLOCATION/a', 'a'.repeat(5000)],
  ])('may not be %j', (path) => expect(accepts(withPath(path))).toBe(false));
});

describe('a changed file', () => {
  it.each([
    ['of SHA-256', { from: { mode: '100755', id: 'b'.repeat(64) } }],
    ['that is a link', { to: { mode: '120000', id: ID } }],
    ['that is gone', { from: { mode: '100644', id: ID }, to: null }],
  ])('may be one %s', (_, part) => {
    expect(accepts({ ...RESULT, files: [{ ...FILE, ...part }] })).toBe(true);
  });

  it.each([
    ['neither before nor after', { from: null, to: null }],
    ['of a submodule', { to: { mode: '160000', id: ID } }],
    ['with a short id', { to: { mode: '100644', id: 'abc' } }],
    ['with an id that is not hexadecimal', { to: { mode: '100644', id: 'g'.repeat(40) } }],
  ])('may not be one %s', (_, part) => {
    expect(accepts({ ...RESULT, files: [{ ...FILE, ...part }] })).toBe(false);
  });

  it('stands in the list once', () => {
    expect(accepts({ ...RESULT, files: [FILE, { ...FILE, to: null, from: FILE.to }] })).toBe(false);
  });

  it('does not lie below another one, which may be a link', () => {
    const link = { path: 'src', from: null, to: { mode: '120000', id: ID } };
    const between = { ...FILE, path: 'src-b' };
    expect(accepts({ ...RESULT, files: [FILE, between, link] })).toBe(false);
  });

  it('may lie below one that is gone', () => {
    const gone = { path: 'src', from: { mode: '100644', id: ID }, to: null };
    expect(accepts({ ...RESULT, files: [FILE, gone] })).toBe(true);
  });
});

it.each([
  ['T001', true],
  ['1.2', true],
  ['a_b-c', true],
  ['...', true],
  ['.', false],
  ['..', false],
  ['', false],
  ['a/b', false],
  ['T001\n', false],
  ['ä', false],
])('%j as the name of a folder: %s', (words, expected) => {
  expect(isResultName(words)).toBe(expected);
});

it('takes a result of a version that knew no flags', () => {
  const { flags: _flags, unmade: _unmade, ...old } = RESULT;
  expect(resultSchema.parse(old)).toEqual({ ...RESULT, flags: [], unmade: [] });
});
