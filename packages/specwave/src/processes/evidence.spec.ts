import { evidenceIn } from './evidence';

const numbered = (count: number, word = 'line'): string[] =>
  Array.from({ length: count }, (_, nth) => `${word} ${nth + 1}`);

it('is all of a short output, without colours and blank lines at the end', () => {
  expect(evidenceIn('one\n\u001b[31mtwo\u001b[0m\n\n\n\nthree\n\n')).toBe('one\ntwo\n\nthree');
});

it('holds the cause above a long stack trace, and the frames that are the own code', () => {
  const lines = [
    ...numbered(40, 'before'),
    'node:internal/modules/cjs/loader:1210',
    "Error: Cannot find module 'zod'",
    'Require stack:',
    '- /tree/packages/app/index.js',
    '    at Module._resolveFilename (node:internal/modules/cjs/loader:1207:15)',
    '    at Object.<anonymous> (/tree/packages/app/index.js:1:13)',
    '    at Runtime.run (/tree/node_modules/jest-runtime/build/index.js:1:1)',
    ...Array.from({ length: 30 }, () => '    at async x (node:internal/process/task_queues:95:5)'),
    ...numbered(20, 'after'),
  ];
  const found = evidenceIn(lines.join('\n')).split('\n');
  expect(found).toContain("Error: Cannot find module 'zod'");
  expect(found).toContain('    at Object.<anonymous> (/tree/packages/app/index.js:1:13)');
  expect(found.filter((line) => /_resolveFilename|jest-runtime|task_queues/.test(line))).toEqual([]);
  expect(found.at(-1)).toBe('after 20');
  expect(found.length).toBeLessThanOrEqual(30);
});

it('does not take a passed test, or a count of nothing, for the first error', () => {
  const lines = [
    '✓ gives an error for a wrong name',
    'ok 3 - not found',
    '# fail 0',
    'Found 0 errors.',
    ...numbered(30),
    'not ok 4 - adds',
    '  expected: 3',
    ...numbered(30, 'more'),
  ];
  const found = evidenceIn(lines.join('\n'));
  expect(found).toContain('not ok 4 - adds\n  expected: 3');
  expect(found).not.toContain('wrong name');
});

it('says once what is both the first error and the end', () => {
  const found = evidenceIn([...numbered(40), 'Error: late', ...numbered(5, 'more')].join('\n'));
  expect(found.match(/Error: late/g)).toHaveLength(1);
});

it('is the end where nothing looks like an error', () => {
  const found = evidenceIn(numbered(100).join('\n')).split('\n');
  expect(found.slice(1)).toEqual(numbered(100).slice(-15));
  expect(found[0]).toContain('100 lines');
});

it('cuts lines that nobody reads', () => {
  expect(evidenceIn('x'.repeat(10_000)).length).toBeLessThan(500);
});

it('leaves out what npm says behind the output of what it ran', () => {
  const found = evidenceIn(
    'AssertionError: 1 is not 2\nnpm error code 1\nnpm error path /tree\nnpm error command failed',
  );
  expect(found).toBe('AssertionError: 1 is not 2');
});
