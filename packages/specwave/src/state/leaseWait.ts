/** Waiting for a lease that somebody else holds, by looking at it again and again: needs no lock. */
import { setTimeout as delay } from 'node:timers/promises';
import { lifeOf } from './holder';
import { leaseFolder, readLease } from './leaseFile';

export interface WaitLimits {
  /** A holder that cannot be looked at and gave no sign of life for so long, in milliseconds, is taken for dead. */
  silenceMs: number;
  /** Milliseconds on a clock that does not jump. */
  now: () => number;
}

const LIMITS: WaitLimits = { silenceMs: 30_000, now: () => performance.now() };
const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 500;

/** Leases of which this process saw, over a long time, that nobody renews them: the last heartbeat by token. */
const silent = new Map<string, number>();

/** Whether {@link waitForLease} has taken its holder for dead, and no sign of life came since. */
export function isSilent(token: string, mark: number): boolean {
  return silent.get(token) === mark;
}

/**
 * Resolves when the holder has let go of the lease on a task, or is dead, or `signal` aborts; at once where nobody
 * holds it, and where it cannot be read (taking it says why). Throws for names that no project or task has.
 */
export async function waitForLease(
  workspaceRoot: string,
  spec: string,
  task: string,
  signal: AbortSignal,
  limits: WaitLimits = LIMITS,
): Promise<void> {
  const folder = leaseFolder(workspaceRoot, spec, task);
  if (!folder.ok) return;
  let first: string | undefined;
  let seen: { mark: number; since: number } | undefined;
  for (let pause = FIRST_PAUSE_MS; !signal.aborted; pause = Math.min(pause * 1.5, LONGEST_PAUSE_MS)) {
    const found = readLease(folder.value);
    if (found.kind !== 'lease') return;
    const { holder } = found.file;
    first ??= holder.token;
    const life = lifeOf(holder);
    if (holder.token !== first || life === 'dead') return;
    const now = limits.now();
    if (seen?.mark !== found.mark) {
      seen = { mark: found.mark, since: now };
    } else if (life === 'unknown' && now - seen.since > limits.silenceMs) {
      silent.set(holder.token, found.mark);
      return;
    }
    await pauseFor(pause, signal);
  }
}

/** Ends early when the signal aborts. */
async function pauseFor(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await delay(ms, undefined, { signal });
  } catch {
    // Aborted: the caller looks.
  }
}
