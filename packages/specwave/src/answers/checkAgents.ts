/** `specwave agents`: which agents the settings name, and which of them can be used here. */
import { inspectAgent } from '../agents/inspect';
import { loadConfig } from '../config/load';
import { ok, type Result } from '../config/problem';
import type { Report } from '../report/events';

/** Reports a row for each configured agent; answers whether all of them can be used. Problems: those of the settings. */
export async function checkAgents(workspaceRoot: string, report: Report): Promise<Result<boolean>> {
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
  report({ type: 'agents-checked', agents: rows });
  return ok(rows.every(({ problem }) => problem === null));
}
