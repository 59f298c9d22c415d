/** Waiting for what passes by itself: a quota, a provider that is down. */
import { setTimeout as delay } from 'node:timers/promises';

const UNIT_MS = 10_000;

/** What growing delays start from, and a jitter's size, in milliseconds. `SPECWAVE_BACKOFF_MS` is for tests only. */
export function waitUnitMs(): number {
  const wanted = Number(process.env['SPECWAVE_BACKOFF_MS'] || UNIT_MS);
  return Number.isFinite(wanted) && wanted >= 0 ? wanted : UNIT_MS;
}

/** Resolves after so many milliseconds, or as soon as `signal` aborts. */
export async function wait(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await delay(ms, undefined, { signal });
  } catch {
    // Aborted: who waits looks at the signal.
  }
}
