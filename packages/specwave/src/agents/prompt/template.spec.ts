import { checkTemplate, fillTemplate, PLACEHOLDERS } from './template';

it('every placeholder is filled in, with or without spaces', () => {
  const text = PLACEHOLDERS.map((name) => `{{${name}}} {{ ${name} }}`).join('\n');
  expect(checkTemplate(text, 'p.md')).toEqual([]);
  expect(fillTemplate(text, (name) => `<${name}>`)).toBe(
    PLACEHOLDERS.map((name) => `<${name}> <${name}>`).join('\n'),
  );
});

it('what is filled in is never expanded again', () => {
  const parts = { task: '{{rules}} $& $1 {{task}}' };
  expect(fillTemplate('{{task}}', (name) => (name === 'task' ? parts.task : 'never'))).toBe(parts.task);
});

it('a template without a task is a problem of the file', () => {
  expect(checkTemplate('Do {{title}}.', 'tools/p.md')).toMatchObject([
    { code: 'prompt-file-no-task', severity: 'error', file: 'tools/p.md' },
  ]);
});

it('an unknown placeholder is told with its line and column, and the known ones', () => {
  const [problem, ...more] = checkTemplate('{{task}}\n  {{taks}}', 'p.md');
  expect(more).toEqual([]);
  expect(problem).toMatchObject({ code: 'prompt-file-placeholder', at: { line: 2, column: 3, offset: 11 } });
  expect(problem?.message).toContain('`{{taks}}`');
  expect(problem?.message).toContain('{{dependencies}}');
});

it.each(['{{toString}}', '{{}}', '{{task.title}}'])('%s is no placeholder', (mark) => {
  expect(checkTemplate(`{{task}} ${mark}`, 'p.md')).toHaveLength(1);
});

it('single braces are words', () => {
  expect(checkTemplate('{{task}} { a: {} }', 'p.md')).toEqual([]);
});
