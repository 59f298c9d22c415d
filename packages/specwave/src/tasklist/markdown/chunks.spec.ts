import * as fc from 'fast-check';
import { nextCut } from './chunks';
import { readTaskList } from '../read';

const filler = '- [ ] Some words of a task that take up room\n  - Complexity: Mid\n'.repeat(70);

it.each(['## Layer 1', '- [ ] b', '* b', '2. b', '- - b'])('cuts before %j', (line) => {
  const text = `- [ ] a\n  - b\nwords\n ${line}\n\u2028${line}\n${line}\n`;
  expect(text.slice(nextCut(text, 3))).toBe(`${line}\n`);
});

it.each(['words', '  - b', '#b', '-', '---', '> # a', '- > b', '- 2) b'])(
  'does not cut before %j',
  (line) => {
    const text = `- [ ] a\n${line}\n`;
    expect(nextCut(text, 3)).toBe(text.length);
  },
);

it('reads text between 16 and 30 bullets in one line at once', () => {
  expect(readTaskList(`${'-  '.repeat(29)}words\n- [ ] T1 a`, 't.md').tasks).toHaveLength(1);
});

it.each([
  ['```\n', '```\n'],
  ['````md\n```\n', '````\n'],
  ['<!--\n', '-->\n'],
])('does not cut inside of %j', (open, close) => {
  const tasks = readTaskList(
    `${filler}${open}# not a heading\n  - [ ] T1 no task\n${close}- [ ] T2 a task\n`,
    't.md',
  ).tasks;
  expect(tasks.map(({ id }) => id)).toContain('T2');
  expect(tasks.map(({ id }) => id)).not.toContain('T1');
});

it('reads the end of a long list as it reads that end alone', () => {
  const part = fc.constantFrom(
    '- [ ] a\n',
    '- [ ] b\n  - File: x.ts\n',
    '```\ncode\n```\n',
    '## Layer 1\n',
    'words\n\n',
  );
  fc.assert(
    fc.property(fc.array(part, { minLength: 1, maxLength: 30 }), (parts) => {
      const text = `\n# Part\n${parts.join('')}`;
      const alone = readTaskList(text, 't.md').tasks.map(({ body }) => body);
      const behind = readTaskList(filler + text, 't.md').tasks.map(({ body }) => body);
      expect(behind.slice(behind.length - alone.length)).toEqual(alone);
    }),
    { numRuns: 30 },
  );
});
