import { boxes } from '../support/specs';
import { AgentRun, fileOf, lineOf } from './agentRun';
import { TOKENS } from './modelServer/wire';
import { AGENTS } from './realAgents';

const TASKS = ['T001', 'T002'];

let run: AgentRun | null = null;
afterEach(async () => {
  await run?.close();
  run = null;
});

it.each(AGENTS)('$name implements a spec of two tasks at the same time', async (agent) => {
  run = await AgentRun.prepare(agent, 'work', TASKS);
  const { exitCode, output } = await run.implement();
  if (exitCode !== 0) throw new Error(`nx ended with ${exitCode}:\n${output}`);

  const { workspace, server } = run;
  expect(boxes(workspace.read('specs/F001/tasks.md'))).toBe('2/2');
  for (const task of TASKS) expect(workspace.read(fileOf(task)).trimEnd()).toBe(lineOf(task));
  const paid = {
    ...(agent.tells.includes('tokens') && {
      input_tokens: agent.lastCallOnly ? TOKENS.input : 2 * TOKENS.input,
      output_tokens: agent.lastCallOnly ? TOKENS.output : 2 * TOKENS.output,
    }),
    ...(agent.tells.includes('money') && { cost_usd: expect.any(Number) }),
  };
  const attempts = agent.racesInNewHome ? expect.any(Number) : 1;
  const landed = { status: 'completed', outcome: 'landed', agent: 'real', attempts, ...paid };
  const record = workspace.ledger().specs['F001'];
  expect(record).toMatchObject({ status: 'completed', tasks: { T001: landed, T002: landed } });

  // One call that has the file written and one that ends it, for each task; what offers no tools asks for titles.
  const calls = server.turns.filter(({ tools }) => tools.length > 0);
  expect(calls.map(({ model }) => model)).toEqual(calls.map(() => expect.stringContaining(agent.model)));
  for (const task of TASKS) {
    const own = calls.filter(({ text }) => text.includes(`Task ${task} of F001`));
    expect({ task, calls: own.length }).toEqual({ task, calls: 2 });
  }
  expect(server.faults).toEqual([]);
});
