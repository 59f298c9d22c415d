/** What the report tells: plain facts, which `answers/reportFacts` gathers, and `--json` writes as they are. */
import type { SpecStatus } from '../../ledger/schema';
import type { Outcome } from '../../plan/outcomes';
import type { Spent } from '../../plan/price';

export type TaskState = 'done' | 'open' | 'at-work';

/** A check that was made of what an agent left. */
export interface ReportCheck {
  name: string;
  passed: boolean;
  /** The evidence; null where there is none. */
  detail: string | null;
}

/** A part of what an agent said. */
export interface Said {
  /** ISO 8601. */
  at: string;
  /** As the driver tells it: `text`, `tool`, `output`, ... */
  kind: string;
  text: string;
}

export interface ReportTask {
  id: string;
  title: string;
  state: TaskState;
  agent: string | null;
  role: string | null;
  /** Of the last time that somebody worked on it; null where nobody has. */
  outcome: Outcome | null;
  attempts: number;
  /** ISO 8601; null where it is not known. */
  startedAt: string | null;
  endedAt: string | null;
  durationMs: number | null;
  /** When a result from before landed again, without an agent; null where an agent did the work that stands. */
  replayedAt: string | null;
  spent: Spent;
  /** What a replay did not cost again; null where nothing was replayed. */
  saved: Spent | null;
  files: string[];
  checks: ReportCheck[];
  /** What checks said against a result that landed all the same. */
  flags: string[];
  message: string | null;
  next: string | null;
  /** The patch as text, cut where it is long; null where there is none. */
  diff: string | null;
  said: Said[];
}

export interface ReportWave {
  title: string;
  tasks: ReportTask[];
}

export interface ReportSpec {
  spec: string;
  title: string;
  status: SpecStatus;
  done: number;
  total: number;
  elapsedMs: number | null;
  spent: Spent;
  waves: ReportWave[];
}

export interface ReportAnswer {
  /** When it was written, ISO 8601. */
  at: string;
  /** Somebody is at work: the page loads itself again. */
  isRunning: boolean;
  /** When the last run began, ISO 8601; null where there was none. */
  runStartedAt: string | null;
  specs: ReportSpec[];
  spent: Spent;
  saved: Spent;
}
