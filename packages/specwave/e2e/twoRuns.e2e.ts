/** Two terminals, one workspace: each task is done once, whoever does it. */
import { DrivenAgents, type Invocation } from './support/drivenAgent';
import { basename } from 'node:path';
import { E2E_RUN, killRun } from './support/processes';
import { boxes } from './support/specs';
import { until } from './support/until';
import { type Launched, Workspace } from './support/workspace';

const LIST = 'specs/F001/tasks.md';
const RUN = ['implement', 'F001', '--output-style=stream', '--parallel=2'];

let workspace: Workspace;
let agents: DrivenAgents;

beforeEach(async () => {
  workspace = Workspace.create();
  agents = await DrivenAgents.listen();
  workspace.write('specwave.yaml', agents.configuration('commit: off\nlimits: { attempts: 1 }\n'));
  workspace.write(
    LIST,
    [
      '# Tasks for F001: Two runs\n\n## Layer 0: First\n',
      '- [ ] T001 Create `out/T001.txt`',
      '- [ ] T002 Create `out/T002.txt`',
      '\n## Layer 1: Second\n',
      '- [ ] T003 Create `out/T003.txt`\n',
    ].join('\n'),
  );
  workspace.commit();
});
afterEach(async () => {
  agents.close();
  await workspace.close();
});

async function finish(invocation: Invocation): Promise<void> {
  await invocation.write(`out/${invocation.task}.txt`, invocation.task);
  await invocation.exit(0);
}

type Launch = (environment?: Record<string, string>) => Launched;
const inNx: Launch = (environment = {}) => workspace.launch(RUN, { environment });
const withoutNx: Launch = (environment = {}) => workspace.startCarryOut('F001', { parallel: 2, environment });

/** A run whose two agents of the first wave are at work, and a second run that has found out. */
async function start(launch: Launch) {
  const name = basename(workspace.root);
  const first = launch({ [E2E_RUN]: name });
  const atWork = [await agents.next(), await agents.next()];
  const second = launch();
  const isWaiting = (text: string): boolean =>
    ['T001', 'T002'].every((task) => text.includes(`F001:${task} is being done by another run`));
  await until(second.log, isWaiting, second.done);
  return { first, second, atWork, kill: () => killRun(name) };
}

function calls(): string[] {
  return agents.started.map(({ task }) => task).toSorted();
}

it('a second run of the same spec waits for the first, and no agent is called twice', async () => {
  const { first, second, atWork } = await start(inNx);
  agents.handleAll(finish);
  await Promise.all(atWork.map(finish));
  const [one, two] = await Promise.all([first.done, second.done]);
  expect(one).toMatchObject({ exitCode: 0 });
  expect(two).toMatchObject({ exitCode: 0 });
  expect(calls()).toEqual(['T001', 'T002', 'T003']);
  expect(boxes(workspace.read(LIST))).toBe('3/3');
  expect(workspace.ledger().specs['F001']).toMatchObject({ status: 'completed', tasks_completed: 3 });
  expect(workspace.git('worktree', 'list').trim().split('\n')).toHaveLength(1);
});

it('a task that fails in the first run has failed in the second too, without another call of its agent', async () => {
  const { first, second, atWork } = await start(withoutNx);
  await Promise.all(
    atWork.map(async (invocation) => {
      if (invocation.task === 'T002') return finish(invocation);
      await invocation.print('the tests do not pass');
      await invocation.exit(1);
    }),
  );
  const [one, two] = await Promise.all([first.done, second.done]);
  expect(one).toMatchObject({ exitCode: 1 });
  expect(two).toMatchObject({
    exitCode: 1,
    output: expect.stringMatching(/F001:T001 failed[^]*In the other run/),
  });
  expect(two.output).toContain('the tests do not pass');
  expect(calls()).toEqual(['T001', 'T002']);
  expect(boxes(workspace.read(LIST))).toBe('1/3');
  expect(workspace.ledger().specs['F001']?.tasks['T001']).toMatchObject({ outcome: 'failed', attempts: 1 });
});

it('a run that is killed hands its tasks over to the run that waits', async () => {
  const { first, second, atWork, kill } = await start(withoutNx);
  await atWork[0]?.write('half.txt', 'half done');
  await kill();
  await first.done;
  agents.handleAll(finish);
  const { exitCode, output } = await second.done;
  expect({ exitCode, output }).toMatchObject({ exitCode: 0 });
  expect(calls()).toEqual(['T001', 'T001', 'T002', 'T002', 'T003']);
  expect(boxes(workspace.read(LIST))).toBe('3/3');
  expect(workspace.has('half.txt')).toBe(false);
  expect(workspace.ledger().specs['F001']).toMatchObject({ status: 'completed', tasks_completed: 3 });
  expect(workspace.git('worktree', 'list').trim().split('\n')).toHaveLength(1);
});
