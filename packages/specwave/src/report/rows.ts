/** Rows that several answers show. Plain facts: whoever asks makes them, the files beside this one word them. */
import type { SpecStatus } from '../ledger/schema';
import type { Outcome } from '../plan/outcomes';
import type { Spent } from '../plan/price';

/** What a check says of work that landed all the same. */
export interface FlagRow {
  /** The check's name, as `checks:` of specwave.yaml knows it. */
  check: string;
  message: string;
  /** Relative to the workspace root; null where no single file is meant. */
  path: string | null;
  /** From 1. */
  line: number | null;
}

export interface FlaggedTask {
  id: string;
  title: string;
  flags: FlagRow[];
}

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
  /** Tasks that landed with something said against them. */
  flagged: FlaggedTask[];
  /** Wall-clock time between first start and last update, in milliseconds; null where it never ran. */
  elapsedMs: number | null;
  /** What was paid for it in this workspace so far. */
  spent: Spent;
}

/** What one run has cost, and was allowed to. */
export interface RunCost {
  spent: Spent;
  /** US dollars. */
  capUsd: number;
}
