/**
 * The little that the graph needs of `specwave.yaml`, from the file or from the cache. Every nx command of every user
 * comes through here: the YAML reader and the schema are loaded only for a text that was not seen before.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../config/schema';
import { errorCode } from '../config/systemError';
import type { Routing } from '../plan/routes';
import type { AgentFacts } from '../plan/settings';
import type { ReadingRules } from '../tasklist/model';
import { contentKey, ParsedCache } from '../state/parsedCache';

/** Who gets which task. Facts are kept on disk: of an agent's settings, which may hold secrets, there is only a hash. */
export interface RoutingFacts extends Routing {
  agents: Readonly<Record<string, AgentFacts>>;
}

export interface ConfigFacts {
  isolation: Config['isolation'];
  /** Who gets which task; null where the file is wrong or cannot be read, which `begin` reports. */
  routing: RoutingFacts | null;
  /** How lists are read, where a spec says nothing else. */
  reading: ReadingRules;
  /** Path relative to the workspace root; null where none is configured. */
  promptFile: string | null;
}

/** Of settings that are wrong or cannot be read: they stop every run at `begin`. */
export const WITHOUT_SETTINGS: ConfigFacts = {
  isolation: 'worktree',
  routing: null,
  reading: { order: 'written', stories: 'sequential', optional: 'skip' },
  promptFile: null,
};

/** Its name is written out: the reader that has it as a constant is not to be loaded. */
const FILE = 'specwave.yaml';

/** The file's text; '' where there is none, as an empty file means the defaults too; null where it cannot be read. */
function textOf(workspaceRoot: string): string | null {
  try {
    return readFileSync(join(workspaceRoot, FILE), 'utf8');
  } catch (error) {
    return errorCode(error) === 'ENOENT' ? '' : null;
  }
}

/** Reads what the workspace's settings say. Never fails for what stands in the file. */
export async function readConfigFacts(workspaceRoot: string): Promise<ConfigFacts> {
  const text = textOf(workspaceRoot);
  if (text === null) return WITHOUT_SETTINGS;
  const cache = ParsedCache.of<ConfigFacts>(workspaceRoot, 'config');
  const key = contentKey(text);
  const known = cache.get(key);
  if (known) return known;
  const { factsOf } = await import('./parseConfig.js');
  const facts = factsOf(text);
  cache.set(key, facts);
  cache.save();
  return facts;
}
