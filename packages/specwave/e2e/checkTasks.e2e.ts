/** `nx check-tasks`: what is left and what is wrong, for people and for CI. */
import { recipeTask, taskList } from './support/specs';
import { Workspace } from './support/workspace';

const F001 = taskList('F001', [recipeTask('T001', 'out/a.mjs')], [recipeTask('T002', 'out/b.mjs')]);
const F002 = taskList('F002', [recipeTask('T001', 'out/c.mjs')]);
const SHOWN = ['--output-style=static'];
const REPLAYED = /existing outputs match|local cache/;

/** Of each given path, the bytes; to see that nothing was written. */
function bytes(workspace: Workspace): string {
  return workspace.git('status', '--porcelain', '--untracked-files=all');
}

let workspace: Workspace;
beforeEach(() => {
  workspace = Workspace.create();
  workspace.write('specs/F001/tasks.md', F001);
  workspace.write('specs/F002/tasks.md', F002);
  workspace.commit('Specs');
});
afterEach(() => workspace.close());

it('says what is left by wave, exits 1, writes nothing, and exits 0 once all is done', async () => {
  const before = await workspace.nx('check-tasks', 'F001', ...SHOWN);
  expect(before).toMatchObject({ exitCode: 1 });
  expect(before.output).toContain('F001: Spec F001 — 0 of 2 tasks done');
  expect(before.output).toMatch(
    /wave 0: .*Step 0.* — 1 of 1 task left\n {4}T001 {2}.+ \(specs\/F001\/tasks\.md:\d+:\d+\)\n {2}wave 1: /,
  );
  expect(before.output).toContain('next: npx nx implement F001');
  expect(bytes(workspace)).toBe('');

  await workspace.carriesOut('F001');
  const after = await workspace.succeeds('check-tasks', 'F001', ...SHOWN);
  expect(after).toContain('F001: Spec F001 — 2 of 2 tasks done');
  expect(after).not.toContain('not landed here');

  // A spec that is done replays; the work on another one, and its ledger entry, do not change that.
  expect(await workspace.succeeds('check-tasks', 'F001', ...SHOWN)).toMatch(REPLAYED);
  await workspace.carriesOut('F002');
  expect(await workspace.succeeds('check-tasks', 'F001', ...SHOWN)).toMatch(REPLAYED);

  // What landed is gone, though not a word of the spec was changed.
  workspace.git('rm', '--quiet', 'out/a.mjs');
  workspace.git('commit', '-qm', 'Gone');
  const gone = await workspace.nx('check-tasks', 'F001', ...SHOWN);
  expect(gone).toMatchObject({ exitCode: 1 });
  expect(gone.output).toMatch(/T001 .* not found[^]*there until [0-9a-f]{7,}/);
});

it('a tick by hand is an error where what it stands for is not there; what else changes what is said is not replayed', async () => {
  workspace.write('specs/F002/tasks.md', F002.replace('- [ ]', '- [x]'));
  const alone = await workspace.nx('check-tasks', 'F002', ...SHOWN);
  expect(alone).toMatchObject({ exitCode: 1 });
  expect(alone.output).toContain('not found');
  workspace.write('out/c.mjs', 'export const c = 1;\n');
  const ticked = await workspace.succeeds('check-tasks', 'F002', ...SHOWN);
  expect(ticked).toContain('1 not landed here, but there');

  workspace.write('specs/F002/spec.md', '---\ndepends_on: [F001]\n---\n');
  await workspace.succeeds('check-tasks', 'F002', ...SHOWN);
  // The spec that it depends on goes away: none of its own files changes.
  workspace.git('rm', '--quiet', '-r', 'specs/F001');
  const lonely = await workspace.nx('check-tasks', 'F002', ...SHOWN);
  expect(lonely).toMatchObject({ exitCode: 1 });
  expect(lonely.output).toContain('error unknown-spec');
});

it('is not replayed where a file that a task names is another one, whatever its name is', async () => {
  const list = taskList('F002', [recipeTask('T001', 'app/[id]/(main)/page.tsx')]);
  workspace.write('specs/F002/tasks.md', list.replace('- [ ]', '- [x]'));
  workspace.write('app/[id]/(main)/page.tsx', 'export const page = 1;\n');
  await workspace.succeeds('check-tasks', 'F002', ...SHOWN);
  expect(await workspace.succeeds('check-tasks', 'F002', ...SHOWN)).toMatch(REPLAYED);
  workspace.write('app/[id]/(main)/page.tsx', ' \n');
  expect(await workspace.nx('check-tasks', 'F002', ...SHOWN)).toMatchObject({ exitCode: 1 });
});

it('problems are told with their place, and with --verbose what was passed over', async () => {
  workspace.write(
    'specs/F002/tasks.md',
    '- [x] T001 One\n- [x] T001 Two\n- [x] T002 Three [depends: T001]\n\n## Notes\n\n- [ ] No task\n',
  );
  const { exitCode, output } = await workspace.nx('check-tasks', 'F002', ...SHOWN);
  expect({ exitCode, output }).toMatchObject({ exitCode: 1 });
  expect(output).toMatch(/specs\/F002\/tasks\.md:2:\d+ - error duplicate-id/);
  expect(output).not.toContain('No task');

  const verbose = await workspace.nx('run', 'F002:check-tasks', '--verbose', ...SHOWN);
  expect(verbose.output).toMatch(
    /passed over as no task \(1\):\n {4}specs\/F002\/tasks\.md:7:\d+ {2}.*No task — /,
  );
});

it('only what a change affects is checked: a commit for one spec leaves the others in peace', async () => {
  await workspace.carriesOut('F001');
  const { exitCode, output } = await workspace.nx('affected', '-t', 'check-tasks', '--base=HEAD~1', ...SHOWN);
  expect({ exitCode, output }).toMatchObject({ exitCode: 0 });
  expect(output).toContain('F001:check-tasks');
  expect(output).not.toContain('F002:check-tasks');
  expect((await workspace.nx('run-many', '-t', 'check-tasks')).exitCode).toBe(1);
});

it('a box that is ticked over work that failed completes no spec, until that is settled', async () => {
  const ledger = '.claude/execution/execution.json';
  const entry = (tasks: object): string =>
    JSON.stringify({ specs: { F002: { status: 'partial', path: 'specs/F002', tasks } } });
  workspace.write('specs/F002/tasks.md', F002.replace('- [ ]', '- [x]'));
  workspace.write(ledger, entry({ T001: { status: 'pending', outcome: 'failed', message: 'Exit 1.' } }));
  const before = await workspace.carryOut('F002');
  expect(before.exitCode).toBe(1);
  expect(before.output).toContain('ticked-over-failure');
  expect(JSON.parse(workspace.read(ledger))).toMatchObject({ specs: { F002: { status: 'partial' } } });

  workspace.write(ledger, entry({}));
  await workspace.carriesOut('F002');
  expect(JSON.parse(workspace.read(ledger))).toMatchObject({ specs: { F002: { status: 'completed' } } });
});
