/** Rows that several answers show. Plain facts: whoever asks makes them, the files beside this one word them. */
import type { SpecStatus } from '../ledger/schema';
import type { Outcome } from '../plan/outcomes';
import type { Spent } from '../plan/price';

/** A row of the summary: one spec as it stands now. */
export interface SpecRow {
  spec: string;
  title: string;
  status: SpecStatus;
  total: number;
  done: number;
  remaining: {
    id: string;
    title: string;
    outcome: Outcome | null;
    message: string | null;
    next: string | null;
  }[];
  /** Wall-clock time between first start and last update, in milliseconds; null where it never ran. */
  elapsedMs: number | null;
  /** What was paid for it in this workspace so far. */
  spent: Spent;
  /** Why work that has landed is not committed; null where it is, or is not to be (yet). */
  uncommitted: { reason: string; next: string } | null;
}

/** What one run has cost, and was allowed to. */
export interface RunCost {
  spent: Spent;
  /** US dollars. */
  capUsd: number;
}
