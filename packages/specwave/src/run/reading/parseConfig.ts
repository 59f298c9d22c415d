/** The slow part of reading `specwave.yaml` for the graph, run only for a text that the cache does not know. */
import { CONFIG_FILE, readConfig } from '../../config/load';
import type { ConfigFacts } from './configFacts';

/** Settings that are wrong stop every run at `begin`; the graph shows tasks as if there were none. */
export function factsOf(text: string): ConfigFacts {
  const config = readConfig(text, CONFIG_FILE);
  if (!config.ok) return { isolation: 'worktree', routing: null };
  const { isolation, default: fallback, agents, routes, domains } = config.value;
  return { isolation, routing: { default: fallback, agents, routes, domains } };
}
