import { readBody } from './fields';
import { parseBlocks } from './markdown/markdown';
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
      { ref: 'T001', at: { line: 4, column: 19, offset: 95 } },
      { ref: 'T002', at: { line: 4, column: 25, offset: 101 } },
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

describe('boxes behind a label of checks', () => {
  const text = 'Verify:\n\n- [ ] `npm test` passes\n';
  const parts = (subTasks: number[]): unknown[] =>
    readBody(text, parseBlocks(text), null, new Set(subTasks)).fields.map((field) => field.parts);

  it('are checks', () => expect(parts([])).toEqual([[{ text: ' `npm test` passes', offset: 14 }]]));
  it('are none where they are sub-tasks', () => expect(parts([9])).toEqual([[]]));
});

describe('what ends a field', () => {
  it('is a label that nobody knows', () => {
    expect(only('- [ ] T1 x\n  - **File**: a.ts\n    **Note**: b.ts\n    _Boundary: c.ts_').files).toEqual([
      'a.ts',
    ]);
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
