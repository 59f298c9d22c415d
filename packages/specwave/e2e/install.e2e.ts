/** What a landed result asks for is installed before the next task starts, whatever stops a run. */
import { DrivenAgents, type Invocation } from './support/drivenAgent';
import { E2E_RUN, killRun } from './support/processes';
import { boxes } from './support/specs';
import { Workspace } from './support/workspace';

const LIST = 'specs/F001/tasks.md';
/** Marks all processes of this test. */
const MARK = `install-${process.pid}-`;

let agents: DrivenAgents;
let workspace: Workspace;

beforeEach(async () => {
  agents = await DrivenAgents.listen();
  workspace = Workspace.create();
});
afterEach(async () => {
  await killRun(MARK);
  agents.close();
  await workspace.close();
});

/** T001 adds a dependency, T002 of the next wave uses it. */
function fill(settings: string): void {
  const [one, two] = ['T001', 'T002'].map((id) => `- [ ] ${id} Do it\n`);
  workspace.write(LIST, `# Tasks for F001: Two\n\n## Layer 0: One\n\n${one}\n## Layer 1: Two\n\n${two}`);
  workspace.write('specwave.yaml', agents.configuration(`commit: off\n${settings}`));
  workspace.commit();
}

/** What T002 changes in the manifest asks for no package. */
async function finish(invocation: Invocation): Promise<void> {
  const scripts = invocation.task === 'T001' ? {} : { test: 'true' };
  const manifest = { name: 'workspace', private: true, dependencies: { it: '1.0.0' }, scripts };
  await invocation.write('package.json', JSON.stringify(manifest));
  await invocation.exit(0);
}

const started = (): string[] => agents.started.map(({ task }) => task);

it('a run that is killed while it installs: the next one ends what is left of it, and installs before its next task', async () => {
  fill(`install: ${JSON.stringify(agents.shellCommand('install'))}\n`);
  const start = (run: string) =>
    workspace.startCarryOut('F001', { environment: { [E2E_RUN]: `${MARK}${run}` } });
  const first = start('first');
  await finish(await agents.next());
  const installing = await agents.next();
  expect(installing.task).toBe('install');
  expect(installing.tree).toBe(workspace.root);
  await killRun(`${MARK}first`, { orphans: true });
  await first.done;
  expect(installing.isOver).toBe(false);

  const second = start('second');
  await installing.ended;
  const again = await agents.next();
  expect(again.task).toBe('install');
  await again.exit(0);
  await finish(await agents.next());
  const { exitCode, output } = await second.done;
  expect({ exitCode, output }).toEqual({ exitCode: 0, output: expect.any(String) });
  expect(started()).toEqual(['T001', 'install', 'install', 'T002']);
  expect(boxes(workspace.read(LIST))).toBe('2/2');
});

it('an install that fails: the result stays landed, nothing else is started, and the next run tries it anew', async () => {
  fill('install: ["echo no such package >&2; exit 7"]\n');
  agents.handleAll(finish);
  const failed = await workspace.carryOut('F001');
  expect(failed.exitCode).toBe(1);
  expect(failed.output).toContain('install-failed');
  expect(failed.output).toContain('no such package');
  expect(boxes(workspace.read(LIST))).toBe('1/2');
  expect(workspace.ledger().specs['F001']).toMatchObject({
    status: 'partial',
    tasks: { T001: { outcome: 'landed' } },
    gates: { 0: { status: 'failed' } },
  });
  const still = await workspace.carryOut('F001');
  expect(still.exitCode).toBe(1);
  expect(started()).toEqual(['T001']);

  workspace.write('specwave.yaml', agents.configuration('commit: off\ninstall: "true"\n'));
  await workspace.carriesOut('F001');
  expect(started()).toEqual(['T001', 'T002']);
});

it.each([
  ['`install: off`', 'install: off\n', false],
  ['no lock file that says who installs', '', true],
])(
  'with %s nothing is installed, and it is said where that was not asked for',
  async (_, settings, isSaid) => {
    fill(settings);
    agents.handleAll(finish);
    const output = await workspace.carriesOut('F001');
    expect(output).not.toContain('| install:');
    expect(/no lock file .*package\.json|package\.json.*no lock file/.test(output)).toBe(isSaid);
    expect(started()).toEqual(['T001', 'T002']);
  },
);

it('a result that comes from the cache is followed by an install too, and one that asks for no package is not', async () => {
  fill(`install: ${JSON.stringify(agents.shellCommand('install'))}\n`);
  agents.handleAll((invocation) => (invocation.task === 'install' ? invocation.exit(0) : finish(invocation)));
  await workspace.carriesOut('F001');
  expect(started()).toEqual(['T001', 'install', 'T002']);

  workspace.git('reset', '--quiet', '--hard');
  workspace.git('clean', '-fdq');
  await workspace.carriesOut('F001');
  expect(started()).toEqual(['T001', 'install', 'T002', 'install']);
  expect(boxes(workspace.read(LIST))).toBe('2/2');
});

it('a lock file that two tasks of a wave changed is made anew by the command of `regenerate`, in its folder', async () => {
  const tasks = ['T001', 'T002'].map((id) => `- [ ] ${id} Do it\n`).join('');
  workspace.write(LIST, `# Tasks for F001: Two\n\n## Layer 0: One (Parallel)\n\n${tasks}`);
  workspace.write('rust/Cargo.lock', 'none\n');
  workspace.write('rust/made/base', '');
  workspace.write(
    'specwave.yaml',
    agents.configuration('commit: task\nregenerate: { Cargo.lock: "ls made > Cargo.lock" }\n'),
  );
  workspace.git('config', 'user.name', 'Test');
  workspace.git('config', 'user.email', 'test@example.invalid');
  workspace.commit();
  agents.handleAll(async (invocation) => {
    await invocation.write(`rust/made/${invocation.task}`, '');
    await invocation.write('rust/Cargo.lock', `base\n${invocation.task}\n`);
    await invocation.exit(0);
  });
  // Each task in a process of its own.
  await workspace.succeeds('implement', 'F001', '--parallel=2');
  expect(workspace.read('rust/Cargo.lock')).toBe('T001\nT002\nbase\n');
  expect(started().toSorted()).toEqual(['T001', 'T002']);
  expect(workspace.git('show', 'HEAD:rust/Cargo.lock')).toBe('T001\nT002\nbase\n');
  expect(workspace.git('status', '--porcelain')).toBe('');
});
