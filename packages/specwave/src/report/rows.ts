/** Rows that several answers show. Plain facts: whoever asks makes them, the files beside this one word them. */
import type { Position } from '../config/problem';
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
  /** Why work that has landed is not committed; null where it is, or is not to be (yet). */
  uncommitted: { reason: string; next: string } | null;
}

/** What one run has cost, and was allowed to. */
export interface RunCost {
  spent: Spent;
  /** US dollars. */
  capUsd: number;
}

/** A ticked task that is not, or not any more, what its box says. */
export interface DoubtedTick {
  id: string;
  title: string;
  at: Position;
  /** `other-words`: what landed under this id was another task. */
  kind: 'not-found' | 'other-words';
  /** Without a full stop. */
  reason: string;
  next: string;
}

/** What is said of the ticked tasks of a spec. */
export interface Audit {
  /** Landed here, and what they declare and name is there. */
  landed: number;
  /** Not landed here, and there all the same. */
  found: number;
  /** Not landed here, and they name nothing that could be looked at. */
  nothing: number;
  doubted: DoubtedTick[];
}
