import { readTaskList } from '../tasklist/read';
import { planTasks } from './plan';
import { tasksToRedo } from './redo';

const FILE = 'specs/F001/tasks.md';

const LIST = `# Tasks

## Layer 0: Setup
- [x] T001 Make the schema
- [x] T002 Make the colours
## Layer 1: Services
- [x] T003 Store sessions
  - Dependencies: T001
- [x] T004 Draw
## Layer 2: Pages
- [x] T005 Show sessions
  - Dependencies: T003
- [ ] T006 Show colours
  - Dependencies: T002
## Layer 3: Integration
- [x] T007 Wire everything up
  - Dependencies: All layers complete
`;

const NESTED = `# Tasks

- [x] 1. Group
  - [x] 1.1 One
  - [x] 1.2 Inner
    - [x] 1.2.1 Deep
- [x] 2. Two
`;

const CHAIN = `# Tasks
- [x] T001 A
- [x] T002 B [depends: T001]
- [x] T003 C [depends: T002]
- [x] T004 D
`;

function redo(text: string, tasks: readonly string[], fromWave: number | null = null) {
  const list = readTaskList(text, FILE);
  return tasksToRedo({ list, plan: planTasks(list, FILE) }, { tasks, fromWave }, 'F001', FILE);
}

/** `T003(T001)`: T003, because of T001. */
function shape(...asked: Parameters<typeof redo>): string {
  const found = redo(...asked);
  if (!found.ok) throw new Error(JSON.stringify(found.problems));
  return found.value
    .map(({ planned, because }) => planned.task.id + (because === null ? '' : `(${because})`))
    .join(' ');
}

it.each<[string, string, string[], number | null, string]>([
  ['a task that nothing builds on', CHAIN, ['T004'], null, 'T004'],
  ['what builds on a task, through any number of tasks', CHAIN, ['T001'], null, 'T001 T002(T001) T003(T002)'],
  [
    'a task that is asked for itself is not there because of another',
    CHAIN,
    ['T003', 'T001'],
    null,
    'T001 T002(T001) T003',
  ],
  ['a task that is named twice is there once', CHAIN, ['T004', 'T004'], null, 'T004'],
  ['what builds on all layers before', LIST, ['T004'], null, 'T004 T007(T004)'],
  ['neighbours of the same layer stay', LIST, ['T001'], null, 'T001 T003(T001) T005(T003) T007(T001)'],
  ['a builder that is not done yet', LIST, ['T002'], null, 'T002 T006(T002) T007(T002)'],
  ['all from a wave on', LIST, [], 2, 'T005 T006 T007'],
  ['the last wave', LIST, [], 3, 'T007'],
  ['tasks and waves together', LIST, ['T004'], 3, 'T004 T007'],
  ['all that is in a container', NESTED, ['1'], null, '1.1 1.2.1'],
  ['a container in a container', NESTED, ['1.2'], null, '1.2.1'],
])('%s', (_, text, tasks, fromWave, expected) => {
  expect(shape(text, tasks, fromWave)).toBe(expected);
});

it.each<[string, string[], number | null, string, string]>([
  ['no task', ['T044'], null, 'unknown-task', 'Did you mean `T004`?'],
  ['nothing like a task', ['wizardry'], null, 'unknown-task', 'Run: npx specwave plan F001'],
  ['a wave that is not there', [], 4, 'unknown-wave', 'it has waves 0 to 3'],
  ['nothing', [], null, 'nothing-to-redo', 'npx specwave redo F001 <task>'],
])('%s is refused, with what to do', (_, tasks, fromWave, code, words) => {
  const found = redo(LIST, tasks, fromWave);
  expect(found).toMatchObject({ ok: false, problems: [{ code, file: FILE }] });
  expect(JSON.stringify(found)).toContain(words);
});

it('one that is unknown spoils all, and each unknown one is told', () => {
  expect(redo(LIST, ['T001', 'T091', 'T092'])).toMatchObject({
    ok: false,
    problems: [{ message: expect.stringContaining('T091') }, { message: expect.stringContaining('T092') }],
  });
});
