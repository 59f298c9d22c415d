/** Bad input gets a clear answer at `begin`, and every other nx command and every other spec still works. */
import { execFileSync } from 'node:child_process';
import { chmodSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { boxes, recipeTask, taskList } from './support/specs';
import { Workspace } from './support/workspace';

const GOOD = taskList('F001', [recipeTask('T001', 'out/good.mjs')]);

interface Case {
  name: string;
  /** Files to write; `specs/F002` is the bad spec. */
  files?: Record<string, string | Buffer>;
  prepare?: (workspace: Workspace) => void;
  /** The project to implement. */
  project?: string;
  /** What has to be on the screen. */
  says: (string | RegExp)[];
}

const CASES: Case[] = [
  {
    name: 'an empty tasks.md',
    files: { 'specs/F002/tasks.md': '' },
    says: ['specs/F002/tasks.md', 'no-tasks'],
  },
  {
    name: 'a tasks.md with no tasks',
    files: { 'specs/F002/tasks.md': '# Tasks for F002: X\n\nSoon.\n' },
    says: ['no-tasks', 'next:'],
  },
  {
    name: 'a duplicate id that another task refers to',
    files: { 'specs/F002/tasks.md': '- [ ] T001 One\n- [ ] T001 Two\n- [ ] T002 Three [depends: T001]\n' },
    says: [/specs\/F002\/tasks\.md:2:\d+ - error duplicate-id/],
  },
  {
    name: 'an unknown dependency',
    files: { 'specs/F002/tasks.md': '- [ ] T001 One\n- [ ] T002 Two [depends: T009]\n' },
    says: [/specs\/F002\/tasks\.md:2:\d+ - error unknown-dependency/, 'T009'],
  },
  {
    name: 'a circular dependency',
    files: { 'specs/F002/tasks.md': '- [ ] T001 One [depends: T002]\n- [ ] T002 Two [depends: T001]\n' },
    says: [/specs\/F002\/tasks\.md:1:\d+ - error circular-dependency/, 'T001 → T002 → T001'],
  },
  {
    name: 'an id with characters that Nx cannot take',
    files: { 'specs/F002/tasks.md': '- [ ] **T001/[a]:** One\n' },
    says: [/specs\/F002\/tasks\.md:1:\d+ - error id-characters/],
  },
  {
    name: 'a 5 MB file',
    files: { 'specs/F002/tasks.md': '- [ ] T001 One\n'.padEnd(5_000_000, 'word \n') },
    says: ['too-large'],
  },
  {
    name: 'invalid UTF-8',
    files: {
      'specs/F002/tasks.md': Buffer.concat([
        Buffer.from('- [ ] T001 One\n- [ ] T002 '),
        Buffer.from([0xff, 0xfe]),
      ]),
    },
    says: [/specs\/F002\/tasks\.md:2:12 - error invalid-utf8/],
  },
  {
    name: 'a spec.md with broken front matter',
    files: { 'specs/F002/tasks.md': '- [ ] T001 One\n', 'specs/F002/spec.md': '---\nid: [F002\n---\n# X\n' },
    says: [/specs\/F002\/spec\.md:\d+:\d+ - (error|warning)/],
  },
  {
    name: 'two specs with one id',
    files: { 'specs/a/F002-x/tasks.md': '- [ ] T001 One\n', 'specs/b/F002-y/tasks.md': '- [ ] T001 One\n' },
    project: 'a-F002-x',
    says: ['duplicate-spec-id', 'specs/b/F002-y'],
  },
  {
    name: 'a spec folder that is a link',
    files: { 'elsewhere/F002/tasks.md': '- [ ] T001 One\n' },
    prepare: (workspace) => symlinkSync('../elsewhere/F002', join(workspace.root, 'specs/F002')),
    project: 'specs-F002',
    says: ['specs/F002 - error spec-folder-link'],
  },
  {
    name: 'a ledger from another tool',
    files: {
      'specs/F002/tasks.md': '- [ ] T001 One\n',
      '.claude/execution/execution.json': '{ "specs": [1, 2] }',
    },
    says: ['.claude/execution/execution.json', 'ledger-foreign'],
  },
  {
    name: 'a ledger that is no JSON',
    files: {
      'specs/F002/tasks.md': '- [ ] T001 One\n',
      '.claude/execution/execution.json': '{ "specs": {\n  oops',
    },
    says: [/\.claude\/execution\/execution\.json:2:\d+ - error ledger-invalid/],
  },
  {
    name: 'a typo in specwave.yaml',
    files: {
      'specs/F002/tasks.md': '- [ ] T001 One\n',
      'specwave.yaml': 'default: recipe\nlimits:\n  atempts: 2\n',
    },
    says: [/specwave\.yaml:3:3 - error/, 'atempts', 'attempts'],
  },
  {
    name: 'a typo in the options of the plugin',
    files: {
      'specs/F002/tasks.md': '- [ ] T001 One\n',
      'nx.json': JSON.stringify({
        analytics: false,
        neverConnectToCloud: true,
        plugins: [{ plugin: 'specwave', options: { specRoot: ['specs'] } }],
      }),
    },
    says: ['nx.json - error options-unknown-key', 'specRoots'],
  },
  {
    name: 'a dependency on a spec that does not exist',
    files: {
      'specs/F002/tasks.md': '- [ ] T001 One\n',
      'specs/F002/spec.md': '---\ndepends_on: [F099]\n---\n',
    },
    says: ['unknown-spec', 'F099'],
  },
];

const isOfWorkspace = ({ files = {} }: Case): boolean =>
  Object.keys(files).some(
    (file) => ['specwave.yaml', 'nx.json'].includes(file) || file.startsWith('.claude/'),
  );

function furnish(workspace: Workspace, { files = {}, prepare }: Case): void {
  for (const [path, content] of Object.entries(files)) {
    workspace.write(path, '');
    writeFileSync(join(workspace.root, path), content);
  }
  prepare?.(workspace);
}

function expectSaid(output: string, says: Case['says']): void {
  for (const words of says) {
    if (words instanceof RegExp) expect(output).toMatch(words);
    else expect(output).toContain(words);
  }
  // No stack trace.
  expect(output).not.toMatch(/\n\s+at .+:\d+:\d+\)?\n/);
}

function expectUntouched(workspace: Workspace, { files = {} }: Case): void {
  for (const [path, content] of Object.entries(files))
    expect({ path, is: readFileSync(join(workspace.root, path)) }).toEqual({
      path,
      is: Buffer.from(content),
    });
}

/** The case with another id in place of F002, so that all can stand beside each other. */
function withId(each: Case, id: string): Case {
  const own = (text: string): string => text.replaceAll('F002', id);
  const { name, files = {}, prepare, project = 'F002', says } = each;
  return {
    name,
    files: Object.fromEntries(
      Object.entries(files).map(([path, content]) => [
        own(path),
        typeof content === 'string' ? own(content) : content,
      ]),
    ),
    ...(prepare ? { prepare } : {}),
    project: own(project),
    says: says.map((words) => (words instanceof RegExp ? new RegExp(own(words.source)) : own(words))),
  };
}

describe('a spec that is wrong is told so, and all others are done', () => {
  // The one with a link is made by its own hands, and keeps its id.
  const cases = CASES.filter((each) => !isOfWorkspace(each)).map((each, nth) =>
    each.prepare ? each : withId(each, `F1${String(nth).padStart(2, '0')}`),
  );
  let workspace: Workspace;
  let shown: string[];
  let output: string;
  let exitCode: number;

  beforeAll(async () => {
    workspace = Workspace.create();
    workspace.write('specs/F001/tasks.md', GOOD);
    for (const each of cases) furnish(workspace, each);
    shown = JSON.parse(await workspace.succeeds('show', 'projects', '--json'));
    ({ exitCode, output } = await workspace.nx('run-many', '-t', 'implement', '--output-style=static'));
  });
  afterAll(() => workspace.close());

  it.each(cases)('$name', (each) => {
    const { project = 'F002', says } = each;
    expect(shown).toContain(project);
    const begun = output.split('> nx run ').find((part) => part.startsWith(`${project}:begin`)) ?? output;
    expectSaid(begun, says);
    expectUntouched(workspace, each);
  });

  it('a good spec among them', () => {
    expect({ exitCode, output }).toMatchObject({ exitCode: 1 });
    expect(boxes(workspace.read('specs/F001/tasks.md'))).toBe('1/1');
  });
});

describe('what is wrong in the workspace is told, and other nx commands work', () => {
  it.each(CASES.filter(isOfWorkspace))('$name', async (each) => {
    const workspace = Workspace.create();
    furnish(workspace, each);
    expect(JSON.parse(await workspace.succeeds('show', 'projects', '--json'))).toContain('F002');
    const bad = await workspace.carryOut('F002');
    expect(bad).toMatchObject({ exitCode: 1 });
    expectSaid(bad.output, each.says);
    expectUntouched(workspace, each);
    await workspace.close();
  });
});

/** Root may write to what has no permission to write; an immutable file stops root as well. */
function makeUnwritable(file: string): () => void {
  if (process.getuid?.() !== 0) {
    chmodSync(file, 0o444);
    return () => chmodSync(file, 0o644);
  }
  execFileSync('chattr', ['+i', file]);
  return () => execFileSync('chattr', ['-i', file]);
}

it('an unwritable tasks.md: the work is not called done, the file is named, and the next run lands it', async () => {
  const workspace = Workspace.create();
  workspace.write('specs/F001/tasks.md', GOOD);
  const restore = makeUnwritable(join(workspace.root, 'specs/F001/tasks.md'));
  const { exitCode, output } = await workspace.carryOut('F001');
  restore();
  expect(exitCode).toBe(1);
  expect(output).toContain('specs/F001/tasks.md - error tasks-unwritable');
  expect(boxes(workspace.read('specs/F001/tasks.md'))).toBe('0/1');
  expect(workspace.ledger().specs['F001']).toMatchObject({ status: 'partial', tasks_completed: 0 });
  await workspace.carriesOut('F001');
  expect(boxes(workspace.read('specs/F001/tasks.md'))).toBe('1/1');
  await workspace.close();
});
