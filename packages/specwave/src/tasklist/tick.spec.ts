import type { Task } from './model';
import { readTaskList } from './read';
import { applyEdit, containersToTick, tickEdit } from './tick';

function tick(text: string, id: string, to: 'tick' | 'untick' = 'tick'): string {
  const list = readTaskList(text, 'tasks.md');
  const task = list.tasks.find((each) => each.id === id);
  if (!task) throw new Error(`No task ${id} in ${list.tasks.map((each) => each.id).join(', ')}.`);
  const edit = tickEdit(list, task, to);
  if (!edit.ok) throw new Error(edit.problems[0]?.message);
  return edit.value ? applyEdit(text, edit.value) : text;
}

it.each([
  ['- [ ] T1 a', '- [x] T1 a'],
  ['\uFEFF- [ ] T1 a  \r\n', '\uFEFF- [x] T1 a  \r\n'],
  ['- [\u00a0] T1 a', '- [x] T1 a'],
  ['- [~] T1 a', '- [x] T1 a'],
  ['- [x] T1 a', '- [x] T1 a'],
  ['- [ ] T1 a\n- [X] T2 b', '- [X] T1 a\n- [X] T2 b'],
  ['- [ ] T1 a\n- [X] T2 b\n- [x] T3 c\n- [x] T4 d', '- [x] T1 a\n- [X] T2 b\n- [x] T3 c\n- [x] T4 d'],
  ['- [ ] T1 [US1] a', '- [X] T1 [US1] a'],
  ['- [ ] T1 [US1] a\n- [x] T2 b', '- [x] T1 [US1] a\n- [x] T2 b'],
])('ticks T1 in %j', (before, after) => {
  expect(tick(before, 'T1')).toBe(after);
});

it('unticks with a space', () => {
  expect(tick('- [X] T1 a', 'T1', 'untick')).toBe('- [ ] T1 a');
});

it('has nothing to do for a task without a box', () => {
  expect(tick('## Task 1: a', 'task-1')).toBe('## Task 1: a');
});

describe('a list that was edited meanwhile', () => {
  const [expected] = readTaskList('- [ ] T1 a\n  - File: b.md', 'tasks.md').tasks;
  it.each([
    ['- [ ] T2 a\n  - File: b.md', 'task-gone'],
    ['- [ ] T1 other\n  - File: b.md', 'task-changed'],
    ['- [ ] T1 a\n  - File: c.md', 'task-changed'],
  ])('%j is not ticked (%s)', (text, code) => {
    const edit = tickEdit(readTaskList(text, 'tasks.md'), expected ?? ({} as Task));
    expect(edit).toMatchObject({ ok: false, problems: [{ code }] });
  });

  it('is ticked where the task has only moved', () => {
    const list = readTaskList('# New\r\n\r\n- [ ] T0 z\r\n- [ ] T1 a\r\n  - File: b.md', 'tasks.md');
    expect(tickEdit(list, expected ?? ({} as Task))).toEqual({
      ok: true,
      value: { offset: 24, from: ' ', to: 'x' },
    });
  });
});

it('refuses to change a text that does not hold the character expected', () => {
  expect(() => applyEdit('- [x] a', { offset: 3, from: ' ', to: 'x' })).toThrow('offset 3');
});

it('ticks containers from the inside out when all their sub-tasks are done', () => {
  const text = (leaf: string): string =>
    `- [ ] 1. A\n  - [ ] 1.1 B\n    - [${leaf}] 1.1.1 C\n  - [x] 1.2 D\n- [ ] 2. E`;
  expect(containersToTick(readTaskList(text(' '), 'tasks.md'))).toEqual([]);
  expect(containersToTick(readTaskList(text('x'), 'tasks.md')).map(({ id }) => id)).toEqual(['1', '1.1']);
});
