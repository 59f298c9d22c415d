/** What all processes of an attempt carry, so that whoever finds its lease finds them too. */
import { sha256 } from '../plan/digest';

/** A killed run's agents get a moment to end in peace. */
export const ORPHAN_GRACE_MS = 2_000;

/** Carried by all processes of an attempt (`RUN_MARK`), and known to whoever finds its lease. */
export function markOf(folder: string, startedAt: string): string {
  return sha256(folder, startedAt).slice(0, 32);
}
