/** `specwave agents`: which agents the settings name, and which of them can be used here. */
import { inspectAgent } from '../agents/inspect';
import { type AgentSettings, TRAITS } from '../config/agents';
import { loadConfig } from '../config/load';
import { ok, type Result } from '../config/problem';
import type { Report, Tried } from '../report/events';

/**
 * Reports a row for each configured agent; answers whether all of them can be used. `tryOut`: has an agent do one tiny task;
 * without it, no model is called. Problems: those of the settings.
 */
export async function checkAgents(
  workspaceRoot: string,
  report: Report,
  tryOut: ((name: string, settings: AgentSettings) => Promise<Tried>) | null = null,
): Promise<Result<boolean>> {
  const config = loadConfig(workspaceRoot);
  if (!config.ok) return config;
  const { agents, default: fallback } = config.value;
  const rows = await Promise.all(
    Object.entries(agents).map(async ([name, settings]) => ({
      name,
      driver: settings.driver,
      isDefault: name === fallback,
      ...(await inspectAgent(settings, workspaceRoot)),
    })),
  );
  if (tryOut === null) {
    report({ type: 'agents-checked', agents: rows });
    return ok(rows.every(({ problem }) => problem === null));
  }
  const able = rows.filter(({ name, problem }) => {
    const settings = agents[name];
    return problem === null && settings && !TRAITS[settings.driver].isFree;
  });
  report({ type: 'agents-tried', agents: able.map(({ name }) => name) });
  const tried = new Map<string, Tried>();
  // One after another: who looks on knows whose words these are.
  for (const { name } of able) {
    const settings = agents[name];
    if (settings) tried.set(name, await tryOut(name, settings));
  }
  const shown = rows.map((row) => {
    const own = tried.get(row.name);
    return own ? { ...row, tried: own } : row;
  });
  report({ type: 'agents-checked', agents: shown });
  return ok(rows.every(({ name, problem }) => problem === null && tried.get(name)?.works !== false));
}
