import { DrivenAgents, type Invocation } from './support/drivenAgent';
import { boxes } from './support/specs';
import { Workspace } from './support/workspace';

let workspace: Workspace;
let agents: DrivenAgents;

beforeEach(async () => {
  workspace = Workspace.create();
  agents = await DrivenAgents.listen();
});
afterEach(async () => {
  agents.close();
  await workspace.close();
});

function tasks(count: number): string {
  const lines = Array.from(
    { length: count },
    (_, task) => `- [ ] T${String(task + 1).padStart(3, '0')} Create \`out/${task + 1}.txt\``,
  );
  return `# Tasks for F001: Many\n\n## Layer 0: All\n\n${lines.join('\n')}\n`;
}

async function finish(invocation: Invocation): Promise<void> {
  await invocation.write(`out/${Number(invocation.task.slice(1))}.txt`, invocation.task);
  await invocation.exit(0);
}

it('12 tasks of a wave run four at a time with --parallel=4', async () => {
  workspace.write('specs/F001/tasks.md', tasks(12));
  workspace.write('specwave.yaml', agents.configuration('commit: off\n'));
  const run = workspace.start('implement', 'F001', '--parallel=4');
  for (let batch = 0; batch < 3; batch += 1) {
    // All four are running at once: none has been told to end when the fourth arrives.
    const four = [await agents.next(), await agents.next(), await agents.next(), await agents.next()];
    expect(agents.started).toHaveLength(4 * (batch + 1));
    await Promise.all(four.map(finish));
  }
  const { exitCode, output } = await run.done;
  expect({ exitCode, output }).toMatchObject({ exitCode: 0 });
  expect(boxes(workspace.read('specs/F001/tasks.md'))).toBe('12/12');
  expect(workspace.ledger().specs['F001']).toMatchObject({ tasks_completed: 12, remaining: 0 });
});

it.each([
  [75, 'quota'],
  [3, 'needs-agent'],
  [1, 'failed'],
])(
  'an agent that exits %i ends its task as %s, which is in the ledger with a next step',
  async (code, outcome) => {
    workspace.write('specs/F001/tasks.md', tasks(1));
    workspace.write(
      'specwave.yaml',
      agents.configuration('commit: off\nlimits: { attempts: 1, quotaWait: 1ms }\n'),
    );
    agents.handleAll((invocation) => invocation.exit(code));
    const { exitCode, output } = await workspace.carryOut('F001');
    expect(exitCode).toBe(1);
    expect(output).toContain(outcome);
    expect(workspace.ledger().specs['F001']?.tasks['T001']).toMatchObject({
      outcome,
      next: expect.any(String),
    });
  },
);

it('a task that its author rewords while an agent works on it is not ticked', async () => {
  workspace.write('specs/F001/tasks.md', tasks(1));
  workspace.write('specwave.yaml', agents.configuration('commit: off\n'));
  const run = workspace.startCarryOut('F001');
  const invocation = await agents.next();
  workspace.write('specs/F001/tasks.md', tasks(1).replace('Create', 'Create and translate'));
  await finish(invocation);
  const { exitCode, output } = await run.done;
  expect(exitCode).toBe(1);
  expect(output).toContain('task-changed');
  expect(boxes(workspace.read('specs/F001/tasks.md'))).toBe('0/1');
});

it("an author's other edits while an agent works survive the tick", async () => {
  workspace.write('specs/F001/tasks.md', tasks(2));
  workspace.write('specwave.yaml', agents.configuration('commit: off\n'));
  const run = workspace.startCarryOut('F001', { parallel: 1 });
  const first = await agents.next();
  workspace.write('specs/F001/tasks.md', `${tasks(2).replace('# Tasks', '\n\n# Tasks')}\nA remark.\n`);
  await finish(first);
  await finish(await agents.next());
  expect((await run.done).exitCode).toBe(0);
  const expected = `${tasks(2).replace('# Tasks', '\n\n# Tasks')}\nA remark.\n`.replaceAll('[ ]', '[x]');
  expect(workspace.read('specs/F001/tasks.md')).toBe(expected);
});

it('an agent in the shared tree that ticks the box of its task: the tick is taken back, and the task is invalid', async () => {
  workspace.write('specs/F001/tasks.md', tasks(1));
  workspace.write(
    'specwave.yaml',
    agents.configuration('commit: off\nisolation: none\nlimits: { attempts: 1 }\n'),
  );
  const run = workspace.startCarryOut('F001');
  const invocation = await agents.next();
  await invocation.write('specs/F001/tasks.md', tasks(1).replace('[ ]', '[x]'));
  await finish(invocation);
  expect((await run.done).exitCode).toBe(1);
  expect(workspace.read('specs/F001/tasks.md')).toBe(tasks(1));
  expect(workspace.ledger().specs['F001']?.tasks['T001']).toMatchObject({ outcome: 'invalid' });
});

it('Ctrl-C ends the agent and records the task as cancelled', async () => {
  workspace.write('specs/F001/tasks.md', tasks(1));
  workspace.write('specwave.yaml', agents.configuration('commit: off\n'));
  const run = workspace.startCarryOut('F001');
  const invocation = await agents.next();
  run.process.kill('SIGINT');
  await invocation.ended;
  await run.done;
  expect(boxes(workspace.read('specs/F001/tasks.md'))).toBe('0/1');
  expect(workspace.ledger().specs['F001']?.tasks['T001']).toMatchObject({
    status: 'pending',
    outcome: 'cancelled',
  });
});
