/**
 * Stopping: a signal to nx, or Ctrl-C in its terminal (to its whole process group), ends all that agents and checks have
 * started, and leaves the workspace as it was.
 */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DrivenAgents, type Invocation } from './support/drivenAgent';
import { allEnded, E2E_RUN, isAlive, killRun, processesOf } from './support/processes';
import { boxes } from './support/specs';
import { until } from './support/until';
import { type Launched, Workspace } from './support/workspace';

const MARK = `stopping-${process.pid}-`;
const TASK_FILE = 'specs/F001/tasks.md';
const TASKS = ['T001', 'T002', 'T003', 'T004'];

/** A program that only SIGKILL ends, in a session of its own, and without the variables by which it could be found. */
const STUBBORN = `exec env -i bash -c "trap '' TERM INT HUP; echo \\$\\$; exec sleep 1000"`;

let workspace: Workspace;
let agents: DrivenAgents;
let launched: (Launched & { name: string })[] = [];
let stubborn: number[] = [];

beforeAll(async () => {
  agents = await DrivenAgents.listen();
});
afterAll(() => agents.close());

async function close(): Promise<void> {
  for (const pid of stubborn) if (isAlive(pid)) process.kill(pid, 'SIGKILL');
  await killRun(MARK);
  await Promise.all(launched.map(({ done }) => done));
  [launched, stubborn] = [[], []];
  await workspace.close();
}

/** Writes and commits a spec of so many tasks. `settings`: more lines of specwave.yaml. */
function spec(count: number, settings = ''): void {
  const tasks = TASKS.slice(0, count).map((task) => `- [ ] ${task} Create \`out/${task}.txt\`\n`);
  workspace.write(TASK_FILE, `# Tasks for F001: Stop\n\n## Layer 0: All\n\n${tasks.join('')}`);
  workspace.write('specwave.yaml', agents.configuration(`commit: off\n${settings}`));
  workspace.commit();
  // Of the user's own, so that the tree is not a clean one.
  workspace.write('own.txt', 'not committed\n');
}

function start(...args: string[]): Launched & { name: string } {
  const name = `${MARK}${launched.length}.`;
  const all = ['implement', 'F001', '--parallel=4', '--output-style=stream', ...args];
  const run = { ...workspace.launch(all, { environment: { [E2E_RUN]: name }, detached: true }), name };
  launched.push(run);
  return run;
}

async function spawnStubborn(invocation: Invocation): Promise<void> {
  const pid = Number(await invocation.spawn(STUBBORN));
  expect(isAlive(pid)).toBe(true);
  stubborn.push(pid);
}

async function finish(invocation: Invocation): Promise<void> {
  await invocation.write(`out/${invocation.task}.txt`, invocation.task);
  await invocation.exit(0);
}

function namesAt(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder).toSorted() : [];
}

function namesIn(path: string): string[] {
  return namesAt(join(workspace.root, path));
}

/** What a stopped run has to leave: nothing but its word in the ledger. `status`: of git, before the run. */
function leftovers(run: { name: string }): object {
  return {
    agents: processesOf(run.name).filter(({ isAgents }) => isAgents),
    stubborn: stubborn.filter(isAlive),
    ticked: boxes(workspace.read(TASK_FILE)).split('/')[0],
    changed: workspace.git('status', '--porcelain', '--untracked-files=all').trim().split('\n').toSorted(),
    leases: namesIn('.nx/specwave/locks/tasks'),
    held: namesIn('.nx/specwave/locks').filter((name) => name.endsWith('.lock')),
    bases: workspace.git('for-each-ref', 'refs/specwave'),
    trees: ['trees', 'notes', 'trash'].flatMap((name) => namesAt(workspace.trees(name))),
  };
}

const NOTHING = {
  agents: [],
  stubborn: [],
  ticked: '0',
  changed: ['?? .claude/execution/execution.json', '?? own.txt'],
  leases: [],
  held: [],
  bases: '',
  trees: [],
};

/** Waits for the end of a run that was told to stop, and checks what it leaves and says of these tasks. */
async function expectStopped(run: Launched & { name: string }, tasks: readonly string[]): Promise<void> {
  const { exitCode, output } = await run.done;
  expect({ ...leftovers(run), output }).toEqual({ ...NOTHING, output });
  expect({ exitCode, output }).not.toMatchObject({ exitCode: 0 });
  const entries = workspace.ledger().specs['F001']?.tasks ?? {};
  const outcomes = tasks.map((task) => [task, entries[task]?.status, entries[task]?.outcome]);
  expect({ outcomes, output }).toEqual({
    outcomes: tasks.map((task) => [task, 'pending', 'cancelled']),
    output,
  });
}

/** The next run has every agent called once, and completes. */
async function expectNextRunWorks(count: number): Promise<void> {
  const run = start();
  for (let number = 0; number < count; number += 1) await finish(await agents.next());
  const { exitCode, output } = await run.done;
  expect({ exitCode, output }).toMatchObject({ exitCode: 0 });
  expect(boxes(workspace.read(TASK_FILE))).toBe(`${count}/${count}`);
}

function signalTo(run: Launched, signal: NodeJS.Signals, whom: 'nx alone' | 'its group'): void {
  const { pid } = run.process;
  if (pid === undefined) throw new Error('nx was not started');
  process.kill(whom === 'nx alone' ? pid : -pid, signal);
}

describe('an agent with a stubborn child is ended, and its task is cancelled', () => {
  beforeAll(() => {
    workspace = Workspace.create();
    spec(1);
  });
  afterAll(close);

  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  const cases = signals.flatMap((signal) => [[signal, 'nx alone'] as const, [signal, 'its group'] as const]);
  it.each(cases)('by %s to %s', async (signal, whom) => {
    const run = start();
    // That it comes is the proof that the run before left nothing in the way.
    const agent = await agents.next();
    await agent.write('out/T001.txt', 'half');
    await spawnStubborn(agent);
    signalTo(run, signal, whom);
    await agent.ended;
    await expectStopped(run, ['T001']);
  });

  it('and the next run works', () => expectNextRunWorks(1));
});

describe('a run that is stopped', () => {
  beforeEach(() => {
    workspace = Workspace.create();
  });
  afterEach(close);

  it('with four agents at once: each is ended, and each task is cancelled', async () => {
    spec(4);
    const run = start();
    const four = [await agents.next(), await agents.next(), await agents.next(), await agents.next()];
    for (const agent of four) {
      await agent.write(`out/${agent.task}.txt`, 'half');
      await spawnStubborn(agent);
    }
    signalTo(run, 'SIGINT', 'nx alone');
    await Promise.all(four.map(({ ended }) => ended));
    await expectStopped(run, TASKS);
    await expectNextRunWorks(4);
  });

  it('by SIGKILL to nx alone: who works for it notices, though nobody tells, and nothing runs on unseen', async () => {
    spec(1);
    const run = start();
    const agent = await agents.next();
    await spawnStubborn(agent);
    signalTo(run, 'SIGKILL', 'nx alone');
    await run.done;
    // Its words lead nowhere now, which must not end the process that looks after it.
    await agent.print('still here');
    await agent.ended;
    await allEnded(run.name);
    await expectStopped(run, ['T001']);
    await expectNextRunWorks(1);
  });

  it.each(['setup', 'verify'])('during a command of `%s`: that is ended, and nothing lands', async (when) => {
    spec(1, `${when}: [${JSON.stringify(agents.shellCommand('check'))}]\n`);
    const run = start();
    if (when === 'verify') await finish(await agents.next());
    const command = await agents.next();
    expect(command.task).toBe('check');
    await spawnStubborn(command);
    signalTo(run, 'SIGINT', 'nx alone');
    await command.ended;
    await expectStopped(run, ['T001']);

    const next = start();
    // Work that was done is checked again, and not done again.
    const order = when === 'setup' ? ['check', 'T001'] : ['check'];
    for (const task of order) {
      const invocation = await agents.next();
      expect(invocation.task).toBe(task);
      await (task === 'check' ? invocation.exit(0) : finish(invocation));
    }
    const { exitCode, output } = await next.done;
    expect({ exitCode, output }).toMatchObject({ exitCode: 0 });
    expect(workspace.read('out/T001.txt')).toBe('T001');
  });

  it('during a gate: its command is ended, what has landed stays, and the next run runs the gate only', async () => {
    spec(1, `gate: [${JSON.stringify(agents.shellCommand('gate'))}]\n`);
    const run = start();
    await finish(await agents.next());
    const gate = await agents.next();
    expect(gate.task).toBe('gate');
    await spawnStubborn(gate);
    signalTo(run, 'SIGINT', 'nx alone');
    await gate.ended;
    const { exitCode, output } = await run.done;
    const changed = [...NOTHING.changed, ` M ${TASK_FILE}`.trim(), '?? out/T001.txt'].toSorted();
    expect({ ...leftovers(run), output }).toEqual({ ...NOTHING, ticked: '1', changed, output });
    expect({ exitCode, output }).not.toMatchObject({ exitCode: 0 });

    const next = start();
    const again = await agents.next();
    expect(again.task).toBe('gate');
    await again.exit(0);
    expect(await next.done).toMatchObject({ exitCode: 0 });
  });

  it("while it waits for another run's task: the other run is not disturbed", async () => {
    spec(1);
    const first = start();
    const agent = await agents.next();
    const second = start();
    await until(second.log, (said) => said.includes('waiting for its result'), second.done);
    signalTo(second, 'SIGINT', 'nx alone');
    const stopped = await second.done;
    expect(stopped).not.toMatchObject({ exitCode: 0 });
    expect({ alive: processesOf(first.name).some(({ isAgents }) => isAgents), ...stopped }).toMatchObject({
      alive: true,
    });
    expect(namesIn('.nx/specwave/locks/tasks/F001')).toEqual(['T001']);
    await finish(agent);
    expect(await first.done).toMatchObject({ exitCode: 0 });
    expect(boxes(workspace.read(TASK_FILE))).toBe('1/1');
    expect(workspace.ledger().specs['F001']?.tasks['T001']).toMatchObject({ outcome: 'landed' });
  });
});
