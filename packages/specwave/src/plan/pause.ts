/** When an agent without quota is tried again, and whether a task waits for that. Pure: clock and chance are passed in. */

/** That an agent has no quota. Times are in milliseconds since 1970. */
export interface Pause {
  /** When the last quota was met. */
  since: number;
  /** When the agent is worth another try. */
  until: number;
  /** How many quotas it has met in a row. */
  quotas: number;
}

export interface Quota {
  /** When the launch that met it had begun. */
  launchedAt: number;
  /** ISO 8601; as the agent says it, so perhaps nonsense. */
  resetsAt: string | undefined;
}

const LONGEST_MS = 5 * 60_000;
/** Quotas are by the minute, the day, the week or the month: a later reset is a mistake, and would stop the agent for ever. */
const LATEST_RESET_MS = 32 * 24 * 3_600_000;

/** How long to wait after the `n`th failure in a row (from 1): the unit, twice as long each time, at most 5 minutes. */
export function growingDelay(n: number, unitMs: number): number {
  return Math.min(unitMs * 2 ** Math.min(n - 1, 30), LONGEST_MS);
}

/**
 * Added to a delay, so that not all who wait start in one moment: up to a tenth of it, and a unit at least.
 * `chance` is from 0 to 1.
 */
export function jitter(delayMs: number, unitMs: number, chance: number): number {
  return Math.round(chance * Math.max(unitMs, Math.min(delayMs / 10, LONGEST_MS / 10)));
}

function resetOf({ resetsAt }: Quota, now: number): number | null {
  const at = Date.parse(resetsAt ?? '');
  return at > now && at - now <= LATEST_RESET_MS ? at : null;
}

/**
 * The pause of an agent after one more quota. One of a launch that had begun before the last quota was met does not count
 * again, as many tasks may meet one quota; only a later reset time is taken from it.
 */
export function pauseAfter(before: Pause | null, quota: Quota, now: number, unitMs: number): Pause {
  const reset = resetOf(quota, now);
  if (before !== null && quota.launchedAt <= before.since) {
    return { ...before, until: Math.max(before.until, reset ?? 0) };
  }
  const quotas = (before?.quotas ?? 0) + 1;
  return { since: now, until: reset ?? now + growingDelay(quotas, unitMs), quotas };
}

/** Whether a launch that has ended otherwise than by a quota shows that the pause is over. */
export function isOver(pause: Pause, launchedAt: number): boolean {
  return launchedAt > pause.since;
}

export type Turn =
  | { kind: 'go' }
  /** Until that time, `jitter` included. */
  | { kind: 'wait'; until: number }
  /** It would wait too long; that is when to come back. */
  | { kind: 'give-up'; until: number };

/** What a task does about its agent's pause. `waitedMs`: what it has waited for quotas before. */
export function turnOf(
  pause: Pause | null,
  { now, waitedMs, limitMs, jitterMs }: { now: number; waitedMs: number; limitMs: number; jitterMs: number },
): Turn {
  if (pause === null || pause.until + jitterMs <= now) return { kind: 'go' };
  if (waitedMs + pause.until - now > limitMs) return { kind: 'give-up', until: pause.until };
  return { kind: 'wait', until: pause.until + jitterMs };
}
