/** Who did a task, as a short key: a result of another agent or model is not this agent's result. Pure. */
import { type AgentSettings, TRAITS } from '../config/agents';
import { sha256 } from './digest';

/** What tells one agent from another, without its settings: these may hold secrets, and facts are kept on disk. */
export interface AgentFacts {
  driver: AgentSettings['driver'];
  /** SHA-256 of all settings, hexadecimal; absent where there are none beside the driver. */
  digest?: string;
}

/** The same keys in the same order, whatever the order in which somebody wrote them. Lists keep theirs. */
function withSortedKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withSortedKeys);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, withSortedKeys(inner)]));
}

/** The facts of an agent with these settings: safe to be stored. */
export function agentFacts(settings: AgentSettings): AgentFacts {
  const { driver, ...rest } = settings;
  return Object.keys(rest).length === 0 ? { driver } : { driver, digest: sha256(withSortedKeys(settings)) };
}

/** What else makes an agent the same agent. */
export interface AgentUse {
  /** The part that it is asked to play, as the task or a route names it: never who was found here for it. */
  role: string | null;
  /** The user's `SPECWAVE_HINT`; '' where there is none. */
  hint: string;
  /** The text of `promptFile`; null where there is none. */
  template: string | null;
}

/**
 * What makes the same agent the same agent, as the first 16 hexadecimal digits of a SHA-256: its settings (driver,
 * command, environment, ...), the role that it plays, the user's hint, and the text around its tasks. Not its name, and
 * nothing of what only surrounds it (limits, checks, `setup`): renaming an agent or raising a limit is no reason to
 * pay for its work again. The embedded agent reads no prompt: `template` changes nothing for it.
 */
export function settingsKey(facts: AgentFacts, { role, hint, template }: AgentUse): string {
  const hasPrompt = TRAITS[facts.driver].readsPrompt && template !== null;
  const more = hasPrompt ? [hint, sha256(template)] : hint === '' ? [] : [hint];
  return sha256(withSortedKeys(facts), role, ...more).slice(0, 16);
}
