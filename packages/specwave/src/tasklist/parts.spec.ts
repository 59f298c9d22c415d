/** Sub-tasks: what they take over from what they are a part of. */
import { definitionDigests } from '../plan/digest';
import { planTasks } from '../plan/plan';
import { readTaskList } from './read';

const list = (heading: string, file: string) =>
  readTaskList(
    `### Task 1: ${heading}\n**File:** ${file}\n\n- [ ] Add the field\n- [ ] Add the button\n`,
    'tasks.md',
  );
const digests = (...what: Parameters<typeof list>): string[] => [
  ...definitionDigests(planTasks(list(...what), 'tasks.md'), 'context').values(),
];

it('a box below a heading task knows the words of the heading and its fields', () => {
  const [, box] = list('Write the form', 'src/form.tsx').tasks;
  expect(box).toMatchObject({ id: 'add-the-field', within: 'Write the form\n\n**File:** src/form.tsx' });
});

it('its files are mentioned, and no file is declared for it: which box changes which, nobody says', () => {
  const [, box] = list('Write the form', 'src/form.tsx').tasks;
  expect(box).toMatchObject({ files: [], mentions: ['src/form.tsx'] });
});

it('another heading makes it another task', () => {
  expect(digests('Write the form', 'a.tsx')).toEqual(digests('Write the form', 'a.tsx'));
  expect(digests('Write the page', 'a.tsx')).not.toEqual(digests('Write the form', 'a.tsx'));
});

it('the state of a box above changes no task below', () => {
  const text = (box: string): string => `- [${box}] 1. Store\n  - [x] 1.1 Write it\n`;
  const of = (box: string) => [
    ...definitionDigests(planTasks(readTaskList(text(box), 't'), 't'), '').values(),
  ];
  expect(of('x')).toEqual(of(' '));
});
