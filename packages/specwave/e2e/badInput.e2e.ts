/** Bad input gets a clear answer at `begin`, and every other nx command and every other spec still works. */
import { execFileSync } from 'node:child_process';
import { chmodSync, symlinkSync, writeFileSync } from 'node:fs';
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
    name: 'duplicate ids',
    files: { 'specs/F002/tasks.md': '- [ ] T001 One\n- [ ] T001 Two\n' },
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

const affectsAll = (files: Record<string, unknown> = {}): boolean =>
  Object.keys(files).some(
    (file) => ['specwave.yaml', 'nx.json'].includes(file) || file.startsWith('.claude/'),
  );

it.each(CASES)('$name', async ({ files = {}, prepare, project = 'F002', says }) => {
  const workspace = Workspace.create();
  workspace.write('specs/F001/tasks.md', GOOD);
  for (const [path, content] of Object.entries(files)) {
    workspace.write(path, '');
    writeFileSync(join(workspace.root, path), content);
  }
  prepare?.(workspace);
  const before = Object.fromEntries(Object.keys(files).map((path) => [path, workspace.read(path)]));

  const shown = await workspace.nx('show', 'projects', '--json');
  expect(shown.exitCode).toBe(0);
  expect(JSON.parse(shown.output)).toEqual(expect.arrayContaining(['F001', project]));

  const bad = await workspace.nx('implement', project);
  expect(bad.exitCode).toBe(1);
  for (const words of says)
    expect(bad.output).toMatch(
      words instanceof RegExp ? words : new RegExp(words.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')),
    );
  expect(bad.output).not.toMatch(/\n\s+at .+:\d+:\d+\)?\n/);
  for (const [path, text] of Object.entries(before)) expect(workspace.read(path)).toBe(text);

  if (!affectsAll(files)) {
    await workspace.succeeds('implement', 'F001');
    expect(boxes(workspace.read('specs/F001/tasks.md'))).toBe('1/1');
  }
  await workspace.close();
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
  const { exitCode, output } = await workspace.nx('implement', 'F001');
  restore();
  expect(exitCode).toBe(1);
  expect(output).toContain('specs/F001/tasks.md - error tasks-unwritable');
  expect(boxes(workspace.read('specs/F001/tasks.md'))).toBe('0/1');
  expect(workspace.ledger().specs['F001']).toMatchObject({ status: 'partial', tasks_completed: 0 });
  expect((await workspace.nx('implement', 'F001')).exitCode).toBe(0);
  expect(boxes(workspace.read('specs/F001/tasks.md'))).toBe('1/1');
  await workspace.close();
});
