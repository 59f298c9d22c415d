import type { Task, TaskList } from './model';
import { readTaskList } from './read';

function read(text: string, completed: string[] = []): TaskList {
  return readTaskList(text, 'specs/F001/tasks.md', new Set(completed));
}
function only(text: string): Task {
  const [task, ...more] = read(text).tasks;
  if (!task || more.length > 0) throw new Error(`Expected one task, got ${more.length + (task ? 1 : 0)}.`);
  return task;
}
function codes(list: TaskList): string[] {
  return list.problems.map(({ code, at }) => (at ? `${code} ${at.line}:${at.column}` : code));
}

describe('boxes', () => {
  it.each([
    [' ', 'open'],
    ['\t', 'open'],
    ['\u00a0', 'open'],
    ['x', 'done'],
    ['X', 'done'],
    ['-', 'in-progress'],
    ['~', 'in-progress'],
    ['*', 'open'],
    ['B', 'open'],
    ['!', 'open'],
  ])('reads [%s] as %s', (char, state) => {
    expect(only(`- [${char}] T1 Do it`)).toMatchObject({ state, box: { offset: 3, char } });
  });

  it.each([
    '- [ ] T1 a',
    '* [ ] T1 a',
    '+ [ ] T1 a',
    '1. [ ] T1 a',
    '1) [ ] T1 a',
    '-\t[ ]\tT1 a',
    '- [ ]* T1 a',
    '- [ ]T1 a',
  ])('takes %j for a task', (line) => {
    expect(only(line)).toMatchObject({ id: 'T1', title: 'a' });
  });

  it.each(['- [2026-01-29] x', '- [P] x', '- [x](http://a.b) x', '- [] x', '[link]: x', '- T1 no box'])(
    'takes %j for no task',
    (line) => {
      expect(read(line).tasks).toEqual([]);
    },
  );
});

describe('ids and titles', () => {
  it.each([
    ['T001 Do it', 'T001', 'Do it'],
    ['T-003 Do it', 'T-003', 'Do it'],
    ['TASK-001: Do it', 'TASK-001', 'Do it'],
    ['1.2 Do it', '1.2', 'Do it'],
    ['1.1a Do it', '1.1a', 'Do it'],
    ['1. Do it', '1', 'Do it'],
    ['1\\. Do it', '1', 'Do it'],
    ['Task 5: Do it', 'task-5', 'Do it'],
    ['Task: Do it', 'do-it', 'Do it'],
    ['**T001**: Do it', 'T001', 'Do it'],
    ['**T001:** Do it', 'T001', 'Do it'],
    ['**T01: Do it** - now', 'T01', 'Do it - now'],
    ['`T001` Do it', 'T001', 'Do it'],
    ['[T001] [P] Do it', 'T001', 'Do it'],
    ['[P] T001 Do it', 'T001', 'Do it'],
    ['T001 Do it [P]', 'T001', 'Do it'],
    ['T040 @copilot Do it', 'T040', 'Do it'],
    ['T012 [P] [US1] Do it', 'T012', 'Do it'],
    ['AUTH-12 Do it', 'AUTH-12', 'Do it'],
    ['SHA-256 hashes', 'sha-256-hashes', 'SHA-256 hashes'],
    ['OAuth2 configuration', 'oauth2-configuration', 'OAuth2 configuration'],
    ['5 things to do', '5-things-to-do', '5 things to do'],
    ['Use `src/**/*.ts` **now**', 'use-src-ts-now', 'Use `src/**/*.ts` now'],
    ['T001 Do it <!-- later -->', 'T001', 'Do it'],
    ['T001 Do\n  it', 'T001', 'Do it'],
    ['T001', 'T001', 'T001'],
  ])('reads %j as task %s, "%s"', (words, id, title) => {
    expect(only(`- [ ] ${words}`)).toMatchObject({ id, title });
  });

  it('numbers of an ordered list are no ids', () => {
    expect(read('1. [ ] Do a\n2. [ ] Do b').tasks.map(({ id }) => id)).toEqual(['do-a', 'do-b']);
  });

  it('keeps the id of a task without one when others are added, moved or removed', () => {
    const before = read('- [ ] Write the parser\n- [ ] Write the printer');
    const after = read('- [ ] Something new\n- [x] Write the printer\n\n## Part\n- [ ] Write the parser');
    expect(after.tasks.map(({ id }) => id)).toEqual(expect.arrayContaining(before.tasks.map(({ id }) => id)));
  });

  it('tells tasks of the same words apart by number', () => {
    expect(read('- [ ] Run it\n- [ ] Run it\n- [ ] Run it').tasks.map(({ id }) => id)).toEqual([
      'run-it',
      'run-it-2',
      'run-it-3',
    ]);
  });

  it('shortens long words with a hash of all of them', () => {
    const long = 'Create the very long service that does a lot of things for everybody in the house';
    const [a, b] = read(`- [ ] ${long}\n- [ ] ${long} and garden`).tasks;
    expect(a?.id).toMatch(/^create-the-very-long-service-that-does-a-lot-of-[0-9a-f]{6}$/);
    expect(b?.id).not.toBe(a?.id);
  });

  it('gives words outside of ASCII a usable id', () => {
    const [a, b] = read('- [ ] 创建数据库\n- [ ] 创建 API').tasks;
    expect(a?.id).toMatch(/^task-[0-9a-f]{6}$/);
    expect(b?.id).toMatch(/^api-[0-9a-f]{6}$/);
  });

  it('reports a duplicate id at the second place, with the line of the first', () => {
    const list = read('- [ ] T1 a\n- [ ] T1 b');
    expect(list.tasks.map(({ id }) => id)).toEqual(['T1', 'T1-2']);
    expect(codes(list)).toEqual(['duplicate-id 2:7']);
    expect(list.problems[0]?.message).toContain('line 1');
  });

  it('replaces characters that a target cannot have, and says so', () => {
    const list = read('- [ ] T001/2 a');
    expect(list.tasks[0]).toMatchObject({ id: 'T001-2', title: 'a' });
    expect(codes(list)).toEqual(['id-characters 1:7']);
  });

  it('takes no word of more than 100 characters for an id, because ids become names of files', () => {
    const list = read(`- [ ] T1${'-a'.repeat(60)}`);
    expect(list.tasks[0]?.id.length).toBeLessThan(60);
  });

  it('does not let a task take the name of a target that every spec has', () => {
    const list = read('- [ ] Implement');
    expect(list.tasks[0]?.id).toBe('task-implement');
    expect(codes(list)).toEqual(['reserved-id 1:6']);
  });
});

describe('what is no task', () => {
  it.each([
    ['## Acceptance Criteria\n- [ ] a', 'below "Acceptance Criteria"'],
    ['### Prerequisites (first)\n- [ ] a', 'below "Prerequisites (first)"'],
    ['**Success Criteria:**\n- [ ] a', 'below "Success Criteria"'],
    ['- Done when:\n  - [ ] a', 'below "Done when"'],
    ['## Layer 1 Completion Criteria\n### More\n- [ ] a', 'below "Layer 1 Completion Criteria"'],
    ['## Notes\n- [ ] a', 'below "Notes"'],
    ['- [~] In progress', 'explains a mark (legend)'],
    ['```\n- [ ] a\n```', 'in a code block'],
    ['<!--\n- [ ] a\n-->', 'in HTML or a comment'],
    ['> - [ ] a', 'in a quotation'],
    ['- [ ]  ', 'a box without words'],
  ])('tells why %j is none', (text, reason) => {
    const list = read(text);
    expect(list.tasks).toEqual([]);
    expect(list.skipped).toMatchObject([{ reason }]);
    expect(codes(list)).toEqual(['no-tasks']);
  });

  it('goes on with tasks after such a section', () => {
    expect(read('## Notes\n- [ ] a\n## Notes API\n- [ ] b').tasks.map(({ id }) => id)).toEqual(['b']);
  });

  it.each(['', '\uFEFF', '   \n', '---\nid: F001\n---\n', '# Tasks\n\nNone yet.'])(
    'reports %j as a list without tasks',
    (text) => {
      expect(codes(read(text))).toEqual(['no-tasks']);
    },
  );

  it('does not read front matter as Markdown, and keeps offsets behind it', () => {
    const text = '---\nid: F001\n# a\n---\n- [ ] T1 x';
    expect(only(text).box?.offset).toBe(text.indexOf('[') + 1);
  });

  it('refuses a text of more than 1 MB with its size', () => {
    const list = read('- [ ] x\n'.repeat(200_000));
    expect(codes(list)).toEqual(['too-large']);
    expect(list.problems[0]?.message).toContain('1.5 MB');
  });
});

describe('heading tasks', () => {
  const text =
    '# Tasks for F001: A\n\n## Task 1: Set up the SDK\n\n**Description:** Words.\n\n**Files:** src/a.ts\n\n### More\nx\n\n## Task 2: Use it\n**Dependencies:** Task 1';

  it('reads headings called Task as tasks without boxes, with all below as body', () => {
    expect(read(text).tasks).toMatchObject([
      { id: 'task-1', title: 'Set up the SDK', box: null, state: 'open', files: ['src/a.ts'] },
      { id: 'task-2', dependencies: [{ ref: 'Task 1' }], body: '**Dependencies:** Task 1' },
    ]);
    expect(read(text).tasks[0]?.body).toBe('**Description:** Words.\n\n**Files:** src/a.ts\n\n### More\nx');
  });

  it('takes their state from the ledger', () => {
    expect(read(text, ['task-1']).tasks.map(({ state }) => state)).toEqual(['done', 'open']);
  });

  it('makes a heading with boxes below it a container that is done when they are', () => {
    const list = read(
      '## Task 1: A\n- [x] 1.1 a\n\n**Acceptance Criteria:**\n- [ ] works\n\n## Task 2: B\n- [ ] 2.1 b',
    );
    expect(list.tasks).toMatchObject([
      { id: 'task-1', container: true, state: 'done' },
      { id: '1.1', parent: 'task-1' },
      { id: 'task-2', container: true, state: 'open' },
      { id: '2.1', parent: 'task-2' },
    ]);
  });
});

describe('the title', () => {
  it.each([
    ['# Tasks for I012: Auth', 'Auth', 'I012'],
    ['# Tasks: User login', 'User login', null],
    ['# F001 - Search', 'Search', 'F001'],
    ['# Tasks for F001 Search', 'Search', 'F001'],
    ['# Feature F001: Search', 'Search', 'F001'],
    ['# [F001] Search', 'Search', 'F001'],
    ['# Search (F001)', 'Search', 'F001'],
    ['# Move to A100 machines', 'Move to A100 machines', null],
    ['# B2B and H264 export for M1000', 'B2B and H264 export for M1000', null],
    ['# Task management for teams', 'Task management for teams', null],
    ['# Implementation Plan: Login', 'Login', null],
    ['# Tasks', null, null],
    ['# Task List', null, null],
    ['# Tasks Document', null, null],
    ['# Implementation Plan', null, null],
    ['# Implementation Tasks', null, null],
    ['# Tasks: [FEATURE NAME]', null, null],
    ['## Only a section', null, null],
  ])('reads %j', (heading, title, titleId) => {
    expect(read(`${heading}\n- [ ] a`)).toMatchObject({ title, titleId });
  });
});

it('resolves each way of naming a task where it is unambiguous', () => {
  const [a, b] = read('- [ ] T001 a\n- [ ] Task 1: b').tasks;
  expect(a?.aliases).toContain('t1');
  expect(b?.aliases).toContain('task1');
  expect([a?.aliases, b?.aliases].flat()).not.toContain('1');
});

it('tells a thousand tasks of one id apart', () => {
  const list = read(`# Tasks\n\n${'- [ ] T1 Do it\n  - File: src/a.ts\n'.repeat(1000)}`);
  expect(list.tasks).toHaveLength(1000);
  expect(list.tasks.at(-1)?.id).toBe('T1-1000');
});
