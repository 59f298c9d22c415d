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

  it('does not let a task take the name of a target that every spec has', () => {
    const list = read('- [ ] Implement');
    expect(list.tasks[0]?.id).toBe('task-implement');
    expect(codes(list)).toEqual(['reserved-id 1:6']);
  });
});

describe('what stands below a task', () => {
  it('reads all sub-bullets', () => {
    const task = only(
      [
        '- [ ] T004 Create it',
        '  - Complexity: Mid',
        '  - **Agent:** `supabase-architect`',
        '  - Dependencies: T001, T002',
        '  - Files: `src/a.ts`, src/b.ts',
        '  - Verification: run `npm test` and see `userId` in `src/c.ts`',
      ].join('\n'),
    );
    expect(task).toMatchObject({
      agent: 'supabase-architect',
      complexity: 'Mid',
      files: ['src/a.ts', 'src/b.ts'],
      mentions: ['src/a.ts', 'src/b.ts', 'src/c.ts'],
      verify: ['npm test'],
    });
    expect(task.dependencies).toEqual([
      { ref: 'T001', at: { line: 4, column: 19, offset: 90 } },
      { ref: 'T002', at: { line: 4, column: 25, offset: 96 } },
    ]);
  });

  it('reads fields that stand in the paragraph of the words', () => {
    expect(only('- [ ] T1 Do it\n  File: src/x.ts\n  Verify: `make`')).toMatchObject({
      title: 'Do it',
      body: 'File: src/x.ts\nVerify: `make`',
      files: ['src/x.ts'],
      verify: ['make'],
    });
  });

  it.each(['\n', '\r\n'])('gives the body dedented, with fences intact (line ends %j)', (eol) => {
    const text = [
      '1. [ ] T1 Do it',
      '',
      '   Words.',
      '   ```ts file=src/a.ts',
      '   if (a) {',
      '     b;',
      '   }',
      '   ```',
    ];
    expect(only(text.join(eol))).toMatchObject({
      body: 'Words.\n```ts file=src/a.ts\nif (a) {\n  b;\n}\n```',
      files: ['src/a.ts'],
    });
  });

  it('gives an unindented fence behind a list to the last task of the list', () => {
    const list = read('- [ ] T1 a\n- [ ] T2 b\n  - File: b.md\n\n```sh run\necho 1\n```\n- [ ] T3 c');
    expect(list.tasks.map(({ body }) => body)).toEqual(['', '- File: b.md\n\n```sh run\necho 1\n```', '']);
  });

  it('makes a box below a box a sub-task of a container, which keeps its own body', () => {
    const list = read('- [ ] 1. Group (depends on 9.9)\n  Words.\n  - note\n  - [ ] 1.1 Do a\n  - [x] Do b');
    expect(list.tasks).toMatchObject([
      { id: '1', container: true, parent: null },
      { id: '1.1', container: false, parent: '1', dependencies: [{ ref: '9.9' }] },
      { id: 'do-b', parent: '1', state: 'done' },
    ]);
    expect(list.tasks[0]?.body).toBe('- note');
  });
});

describe('dependencies', () => {
  const known = '- [ ] T001 a\n- [ ] T002 b\n- [ ] T003 Set up the schema\n';
  it.each([
    ['T009 x [depends: 1.1]', ['1.1']],
    ['T009 x (depends on T001, T003)', ['T001', 'T003']],
    ['T009 x\n  - Dependencies: None', []],
    ['T009 x\n  - Dependencies: T001-T003', ['T001', 'T002', 'T003']],
    ['T009 x\n  - Dependencies: T001–T002 (all of it)', ['T001', 'T002']],
    ['T009 x\n  - Dependencies: T001 -> T002 -> T009', ['T001', 'T002']],
    ['T009 x\n  - Depends on: Task 1 and 2', ['Task 1', '2']],
    ['T009 x\n  - Dependencies: Set up the schema', ['Set up the schema']],
    ['T009 x\n  - Dependencies:\n    - T001 (schema)\n    - `T002`', ['T001', 'T002']],
    ['T009 x (see 3.5 of the plan)', []],
  ])('reads %j', (words, refs) => {
    const task = read(`${known}- [ ] ${words}`).tasks.find(({ id }) => id === 'T009');
    expect(task?.dependencies.map(({ ref }) => ref)).toEqual(refs);
  });

  it('knows "All layers complete"', () => {
    expect(only('- [ ] x\n  - Dependencies: All layers complete')).toMatchObject({
      dependencies: [],
      dependsOnEarlierLayers: true,
    });
  });

  it('warns of words that name no task', () => {
    expect(codes(read('- [ ] T1 x\n  - Dependencies: the moon'))).toEqual(['unclear-dependency 2:19']);
  });
});

describe('files and mentions', () => {
  it.each([
    ['Create `src/x.ts`', ['src/x.ts'], ['src/x.ts']],
    ['Add a route to `src/x.ts` and `src/y.ts`', ['src/x.ts', 'src/y.ts'], ['src/x.ts', 'src/y.ts']],
    ['Do x in src/models/user.py', ['src/models/user.py'], ['src/models/user.py']],
    ['Like `src/x.ts`, but better', [], ['src/x.ts']],
    ['Delete `src/x.ts`', [], ['src/x.ts']],
    ['As described in `docs/a.md`', [], ['docs/a.md']],
    ['Put it in `src/models/`', [], ['src/models']],
    ['Serve `/api/users` with `@nx/devkit` in `https://a.b/c.ts`', [], []],
    ['Write to `../out.ts` and `src/*.ts` and client/server for Node.js', [], []],
    ['Create `.gitignore` in `process.env`', ['.gitignore'], ['.gitignore']],
    ['Write `.\\src\\x.ts`', ['src/x.ts'], ['src/x.ts']],
  ])('%s', (title, files, mentions) => {
    expect(only(`- [ ] ${title}`)).toMatchObject({ files, mentions });
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

  it('refuses a text of more than 4 MB with its size', () => {
    const list = read('- [ ] x\n'.repeat(700_000));
    expect(codes(list)).toEqual(['too-large']);
    expect(list.problems[0]?.message).toContain('5.3 MB');
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
    ['# Tasks', null, null],
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

it('reads a list of a megabyte in a few seconds', () => {
  const list = read(`# Tasks\n\n${'- [ ] T1 Do it\n  - File: src/a.ts\n'.repeat(1000)}`);
  expect(list.tasks).toHaveLength(1000);
  expect(list.tasks.at(-1)?.id).toBe('T1-1000');
});
