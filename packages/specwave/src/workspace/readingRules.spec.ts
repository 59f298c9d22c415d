import type { ReadingRules } from '../tasklist/model';
import { readingRules } from './readingRules';

const SETTINGS: ReadingRules = { order: 'written', stories: 'sequential', optional: 'skip' };
const read = (tasks: string, spec: string | null = null) =>
  readingRules(SETTINGS, { tasks: `${tasks}- [ ] T001 Do it\n`, taskFile: 'specs/a/tasks.md', spec });

it.each<[string, string, string | null, Partial<ReadingRules>]>([
  ['the settings, where a spec says nothing', '', null, {}],
  [
    'the front matter of the list',
    '---\norder: groups\noptional: run\n---\n',
    null,
    { order: 'groups', optional: 'run' },
  ],
  ['that of spec.md', '', '---\nstories: parallel\n---\n', { stories: 'parallel' }],
  [
    'of both, that of the list',
    '---\norder: groups\n---\n',
    '---\norder: dependencies\n---\n',
    { order: 'groups' },
  ],
])('%s count', (_, tasks, spec, expected) => {
  expect(read(tasks, spec)).toEqual({ rules: { ...SETTINGS, ...expected }, problems: [] });
});

it.each([
  [
    'keys that other programs know otherwise',
    '---\ndescription: A list\nphase: alpha\ndependencies: { a: 1 }\n---\n',
    [],
  ],
  ['no YAML', '---\na: [\n---\n', []],
  ['a number for the order, as websites have it', '---\norder: 3\n---\n', ['warning front-matter 2:8']],
])('front matter of a list with %s stops nothing', (_, tasks, expected) => {
  const { rules, problems } = read(tasks);
  expect(rules).toEqual(SETTINGS);
  expect(problems.map(({ severity, code, at }) => `${severity} ${code} ${at?.line}:${at?.column}`)).toEqual(
    expected,
  );
});
