import { AgentRun } from './agentRun';
import { expectEnding } from './expectEnding';
import { AGENTS } from './realAgents';

let run: AgentRun | null = null;
afterEach(async () => {
  await run?.close();
  run = null;
});

it.each(AGENTS)('$name hits a rate limit that lasts (429): `$rateLimit.outcome`', async (agent) => {
  run = await AgentRun.prepare(agent, 429, ['T001']);
  await expectEnding(run, agent.rateLimit);
});

it.each(AGENTS)('$name has a provider that fails (500): `$serverError.outcome`', async (agent) => {
  run = await AgentRun.prepare(agent, 500, ['T001']);
  await expectEnding(run, agent.serverError);
});
