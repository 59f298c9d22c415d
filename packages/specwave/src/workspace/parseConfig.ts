/** The slow part of reading `specwave.yaml` for the graph, run only for a text that the cache does not know. */
import { CONFIG_FILE, readConfig } from '../config/load';
import { plain } from '../config/section';
import { agentFacts } from '../plan/settings';
import { type ConfigFacts, WITHOUT_SETTINGS } from './configFacts';

/** Settings that are wrong stop every run at `begin`; the graph shows tasks as if there were none. */
export function factsOf(text: string): ConfigFacts {
  const config = readConfig(text, CONFIG_FILE);
  if (!config.ok) return WITHOUT_SETTINGS;
  const { isolation, default: fallback, agents, routes, domains, promptFile = null } = config.value;
  const { order, stories, optional, verify, gate } = config.value;
  const facts = Object.entries(agents).map(([name, settings]) => [name, agentFacts(settings)] as const);
  const routing = {
    default: fallback,
    agents: plain(Object.fromEntries(facts)),
    routes,
    domains,
    verify,
    gate,
  };
  return { isolation, routing, reading: { order, stories, optional }, promptFile };
}
