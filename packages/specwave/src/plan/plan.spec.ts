import { placeOf } from '../config/problem';
import { readTaskList } from '../tasklist/read';
import { definitionDigests } from './digest';
import { openPredecessors } from './openPredecessors';
import { planTasks } from './plan';

const FILE = 'specs/F001/tasks.md';

function plan(...lines: string[]) {
  return planTasks(readTaskList(lines.join('\n'), FILE), FILE);
}

/** `T001 T002(after T001) | T003`: waves apart by a bar. */
function shape(...lines: string[]): string {
  return plan(...lines)
    .waves.map((wave) =>
      wave.tasks
        .map(({ task, after }) => (after.length > 0 ? `${task.id}(after ${after.join(' ')})` : task.id))
        .join(' '),
    )
    .join(' | ');
}

function problems(...lines: string[]): string[] {
  return plan(...lines).problems.map((problem) => `${problem.code} ${placeOf(problem)}`);
}

function digests(lines: readonly string[], context = ''): Map<string, string> {
  return definitionDigests(plan(...lines), context);
}

describe('waves', () => {
  it.each([
    [
      'a list without layers is one wave, in order',
      ['- [ ] T001 One', '- [ ] T002 Two'],
      'T001 T002(after T001)',
    ],
    [
      'layers by heading are waves in the order of the file',
      ['## Layer 1: B', '- [ ] T002 Two', '## Layer 0: A', '- [ ] T001 One'],
      'T002 | T001',
    ],
    [
      'layers need not be numbered without gaps',
      ['## Layer 2: A', '- [ ] T001 One', '## Layer 7: B', '- [ ] T002 Two'],
      'T001 | T002',
    ],
    [
      'inline tags order where they start at L0',
      ['- [ ] T001 [L0] One', '- [ ] T002 [L1] Two'],
      'T001 | T002',
    ],
    [
      'inline tags that do not start at L0 do not order',
      ['- [ ] T001 [L2] One', '- [ ] T002 [L1] Two'],
      'T001 T002(after T001)',
    ],
    [
      'a sequential layer runs one after another',
      ['## Layer 0: A (Sequential)', '- [ ] T001 One', '- [ ] T002 Two', '- [ ] T003 Three'],
      'T001 T002(after T001) T003(after T002)',
    ],
    [
      'a declared dependency orders within a wave',
      ['- [ ] 1.1 One', '- [ ] 1.2 Two [depends: 1.1]'],
      '1.1 1.2(after 1.1)',
    ],
    [
      'a declared dependency on an earlier wave needs no edge of its own',
      ['## Layer 0: A', '- [ ] T001 One', '## Layer 1: B', '- [ ] T002 Two', '  - Dependencies: T001'],
      'T001 | T002',
    ],
    [
      'a task that depends on a later layer moves there',
      [
        '## Layer 0: A',
        '- [ ] T001 One',
        '  - Dependencies: T003',
        '- [ ] T002 Two',
        '## Layer 1: B',
        '- [ ] T003 Three',
      ],
      'T002 | T001(after T003) T003',
    ],
    [
      'tasks that declare one file run one after another',
      [
        '## Layer 0: A',
        '- [ ] T001 One',
        '  - File: src/a.ts',
        '- [ ] T002 Two',
        '  - File: src/b.ts',
        '- [ ] T003 Three',
        '  - File: src/a.ts',
      ],
      'T001 T002 T003(after T001)',
    ],
    [
      'tasks that only name one file run one after another as well',
      ['- [ ] T001 One like `src/a.ts`', '- [ ] T002 Two like `src/a.ts`'],
      'T001 T002(after T001)',
    ],
    [
      'a shared file follows the declared order, not the order of the file',
      ['- [ ] T001 One in `src/a.ts` [depends: T002]', '- [ ] T002 Two in `src/a.ts`'],
      'T001(after T002) T002',
    ],
    [
      'the same file in two waves needs no edge',
      ['## Layer 0: A', '- [ ] T001 One in `src/a.ts`', '## Layer 1: B', '- [ ] T002 Two in `src/a.ts`'],
      'T001 | T002',
    ],
  ])('%s', (_, lines, expected) => {
    expect(shape(...lines)).toBe(expected);
  });

  it('Spec Kit: neighbours marked [P] start together, any other task waits for all before it', () => {
    const lines = [
      '## Phase 1: Setup',
      '',
      '- [ ] T001 One',
      '- [ ] T002 [P] [US1] Two',
      '- [ ] T003 [P] [US1] Three',
      '- [ ] T004 [US1] Four',
    ];
    expect(shape(...lines)).toBe('T001 T002(after T001) T003(after T001) T004(after T002 T003)');
  });

  it('a group is no task: who depends on it waits for its sub-tasks', () => {
    const lines = ['- [ ] 1. Group', '  - [ ] 1.1 One', '  - [ ] 1.2 Two', '- [ ] 2. After [depends: 1]'];
    expect(shape(...lines)).toContain('(after 1.1 1.2)');
  });
});

describe('problems', () => {
  it('an unknown dependency is reported at its place', () => {
    expect(problems('- [ ] T001 One', '- [ ] T002 Two [depends: T009]')).toEqual([
      expect.stringMatching(/^unknown-dependency specs\/F001\/tasks\.md:2:\d+$/),
    ]);
  });

  it('a circular dependency is reported, and both tasks are still planned', () => {
    const lines = ['- [ ] T001 One [depends: T002]', '- [ ] T002 Two [depends: T001]'];
    expect(problems(...lines)).toEqual(['circular-dependency specs/F001/tasks.md:1:1']);
    expect(plan(...lines).tasks.size).toBe(2);
  });

  it('a task that depends on itself is reported', () => {
    expect(problems('- [ ] T001 One [depends: T001]')).toEqual([
      'circular-dependency specs/F001/tasks.md:1:1',
    ]);
  });
});

describe('openPredecessors', () => {
  it('passes through finished tasks: with B of A → B → C done, C still comes after A', () => {
    const after = new Map([
      ['C', ['B']],
      ['B', ['A']],
    ]);
    expect(
      openPredecessors(
        (id) => after.get(id) ?? [],
        (id) => id !== 'B',
        'C',
      ),
    ).toEqual(['A']);
  });
});

describe('definition digests', () => {
  const list = [
    '## Layer 0: A',
    '- [ ] T001 One',
    '- [ ] T002 Two',
    '  - Dependencies: T001',
    '## Layer 1: B',
    '- [ ] T003 Three',
  ];
  const before = digests(list);
  const changed = (lines: readonly string[], context = ''): string[] => {
    const after = digests(lines, context);
    return [...after.keys()].filter((id) => before.get(id) !== after.get(id));
  };
  const edited = (from: string, to: string): string[] => list.map((line) => line.replace(from, to));

  it.each([
    [
      'rewording a task changes it and what is declared to depend on it',
      edited('T001 One', 'T001 Uno'),
      ['T001', 'T002'],
    ],
    ['rewording a sub-bullet changes its task', [...list, '  - Complexity: High'], ['T003']],
    ['ticking changes nothing', edited('[ ]', '[x]'), []],
    ['rewording a heading changes nothing', edited('Layer 0: A', 'Layer 0: Foundations'), []],
    ['adding a task changes no other', [...list, '- [ ] T004 Four'], ['T004']],
    [
      'removing a task on which none is declared to depend changes nothing',
      list.filter((line) => !line.includes('T003')),
      [],
    ],
    [
      'moving a task to another layer changes nothing',
      [
        '## Layer 0: A',
        '- [ ] T001 One',
        '- [ ] T003 Three',
        '## Layer 1: B',
        '- [ ] T002 Two',
        '  - Dependencies: T001',
      ],
      [],
    ],
    ['line ends change nothing', list.map((line) => `${line}\r`), []],
  ])('%s', (_, lines, expected) => {
    expect(changed(lines)).toEqual(expected);
  });

  it('the context of the spec is part of every digest', () => {
    expect(changed(list, 'another')).toEqual(['T001', 'T002', 'T003']);
  });
});
