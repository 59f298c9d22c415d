/** What tasks are likely to cost, from what others like them have cost. Pure. */

/** A task that was done: by which agent, and what was paid for it (US dollars, all its attempts). */
export interface PaidTask {
  agent: string;
  costUsd: number;
}

/** What is known of the cost of several tasks. */
export interface LikelyCost {
  /** US dollars, of the tasks of which something is known. */
  usd: number;
  /** How many tasks nothing is known of. */
  unknown: number;
}

/** A millionth of a dollar is less than a token costs: keeps `0.1 + 0.2` readable. */
const PER = 1_000_000;

function median(sorted: readonly number[]): number | null {
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle];
  const lower = sorted[sorted.length % 2 === 0 ? middle - 1 : middle];
  return upper === undefined || lower === undefined ? null : Math.round(((lower + upper) / 2) * PER) / PER;
}

/**
 * The likely cost of one task by the agent that does it: the median of what that agent's tasks have cost so far, because
 * one task that went wrong ten times says little of the next. Null where nothing is known: a task without a cost was
 * replayed, or done by an agent that does not tell.
 */
export function likelyCosts(paid: readonly PaidTask[]): (agent: string) => number | null {
  const byAgent = new Map<string, number[]>();
  for (const { agent, costUsd } of paid)
    if (costUsd > 0) byAgent.set(agent, [...(byAgent.get(agent) ?? []), costUsd]);
  const medians = new Map(
    [...byAgent].map(([agent, costs]) => [agent, median(costs.toSorted((a, b) => a - b))]),
  );
  return (agent) => medians.get(agent) ?? null;
}

/** The costs of several tasks together; null: nothing is known of that one. */
export function sumOfLikely(costs: readonly (number | null)[]): LikelyCost {
  const known = costs.filter((cost) => cost !== null);
  const usd = Math.round(known.reduce((sum, cost) => sum + cost, 0) * PER) / PER;
  return { usd, unknown: costs.length - known.length };
}
