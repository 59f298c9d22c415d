/** Who did a task, as a short key: a result of another agent or model is not this agent's result. Pure. */
import type { AgentSettings } from '../config/schema';
import { sha256 } from './digest';

/** The same keys in the same order, whatever the order in which somebody wrote them. Lists keep theirs. */
function withSortedKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withSortedKeys);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, withSortedKeys(inner)]));
}

/**
 * What makes the same agent the same agent, as the first 16 hexadecimal digits of a SHA-256: its settings (driver,
 * command, environment, ...), the role that it plays, and the user's hint (`SPECWAVE_HINT`; '' where there is none).
 * Not its name, and nothing of what only surrounds it (limits, checks, `setup`): renaming an agent or raising a limit
 * is no reason to pay for its work again.
 */
export function settingsKey(settings: AgentSettings, role: string | null, hint: string): string {
  return sha256(withSortedKeys(settings), role, ...(hint === '' ? [] : [hint])).slice(0, 16);
}
