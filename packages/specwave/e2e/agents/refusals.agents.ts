import { AgentRun } from './agentRun';
import { expectEnding } from './expectEnding';
import { AGENTS } from './realAgents';

let run: AgentRun | null = null;
afterEach(async () => {
  await run?.close();
  run = null;
});

it.each(AGENTS)('$name says done and writes nothing: the task is `empty`', async (agent) => {
  run = await AgentRun.prepare(agent, 'lie', ['T001']);
  await expectEnding(run, { outcome: 'empty', says: /changed nothing/ });
});

it.each(AGENTS)('$name is refused for its key (401): the run speaks of its login', async (agent) => {
  run = await AgentRun.prepare(agent, 401, ['T001']);
  await expectEnding(run, { outcome: 'failed', says: /is not logged in/ });
});
