/**
 * The shape of `.claude/execution/execution.json`, one file for all specs. The keys of the original
 * format stand to the letter; `path`, `tasks`, `gates`, `uncommitted`, `last_run` and costs are added beside them. Everything is checked loosely:
 * keys that others wrote are allowed and kept, and the data that was read is used as it is (never the
 * checker's copy of it, which would reorder the keys).
 */
import * as z from 'zod';
import { OUTCOMES } from '../plan/outcomes';

export const SPEC_STATUSES = ['pending', 'in_progress', 'partial', 'completed'] as const;

const count = z.int().min(0);
/** `date -Iseconds`: `2026-01-01T10:00:00+00:00`. Others may have written another form: only shown. */
const moment = z.string().nullish();
const amount = z.number().min(0);

/** What was paid, in US dollars and tokens. Left out where it is nothing. */
const spent = {
  cost_usd: amount.optional(),
  /** All that was read, from caches too. */
  input_tokens: amount.optional(),
  output_tokens: amount.optional(),
};

/** What a check says of work that landed all the same. `quiet`: told nowhere but here. */
const flagSchema = z.looseObject({
  check: z.string(),
  message: z.string(),
  path: z.string().optional(),
  line: z.number().optional(),
  quiet: z.boolean().optional(),
});

export const taskEntrySchema = z.looseObject({
  /** `pending` is what ended without landing: it is to be done again; `outcome` says why. */
  status: z.enum(['pending', 'in_progress', 'completed']),
  outcome: z.enum(OUTCOMES).optional(),
  agent: z.string().optional(),
  /** The definition digest that the work was done for. */
  digest: z.string().optional(),
  /** A digest of the task's own words (`wordsDigest`): whose result it is, whatever the list calls it by now. */
  words: z.string().optional(),
  attempts: count.optional(),
  started_at: moment,
  completed_at: moment,
  /** When it was last asked for again (`specwave redo`), in milliseconds: a part of its digest from then on. */
  redone_at: z.string().optional(),
  duration_ms: z.number().min(0).optional(),
  /** All that was paid for the task in this workspace so far: all attempts of all runs. */
  ...spent,
  /** Files that the task made or changed, relative to the workspace root. */
  files: z.array(z.string()).optional(),
  flags: z.array(flagSchema).optional(),
  /** The evidence of an outcome other than `landed`, and what to do about it. */
  message: z.string().nullish(),
  next: z.string().nullish(),
});

export const gateEntrySchema = z.looseObject({
  /** `open`: tasks of the wave are being done, or were and nobody has checked the merged tree since. */
  status: z.enum(['open', 'passed', 'failed']),
  checked_at: moment,
  /** Why it failed: the command and the last lines of its output. */
  message: z.string().nullish(),
});

const uncommittedSchema = z.looseObject({
  since: moment,
  reason: z.string(),
  next: z.string(),
});

export const specEntrySchema = z.looseObject({
  status: z.enum(SPEC_STATUSES),
  tasks_total: count.optional(),
  tasks_completed: count.optional(),
  remaining: count.optional(),
  agents_mapped: z.array(z.string()).optional(),
  started_at: moment,
  last_updated: moment,
  completed_at: moment,
  path: z.string().optional(),
  /** Of all its tasks together. */
  ...spent,
  tasks: z.record(z.string(), taskEntrySchema).optional(),
  /** Why work that has landed could not be committed; goes when it is. */
  uncommitted: uncommittedSchema.optional(),
  /** The gates of the waves, by the wave's index (`0`, `1`, ...). */
  gates: z.record(z.string(), gateEntrySchema).optional(),
});

export const overallSchema = z.looseObject({
  total_specs: count.optional(),
  completed: count.optional(),
  in_progress: count.optional(),
  pending: count.optional(),
  partial: count.optional(),
  /** Of all specs together. */
  ...spent,
});

/** The run that was begun last: what its agents cost. `budget_usd`: its cap. */
const lastRunSchema = z.looseObject({
  started_at: moment,
  ...spent,
  budget_usd: amount.nullish(),
});

export const ledgerSchema = z.looseObject({
  session: z.string().optional(),
  specs: z.record(z.string(), specEntrySchema),
  overall: overallSchema.optional(),
  last_run: lastRunSchema.optional(),
});

export type SpecStatus = (typeof SPEC_STATUSES)[number];
export type LedgerFlag = z.infer<typeof flagSchema>;
export type TaskEntry = z.infer<typeof taskEntrySchema>;
export type GateEntry = z.infer<typeof gateEntrySchema>;
export type SpecEntry = z.infer<typeof specEntrySchema>;
export type Uncommitted = z.infer<typeof uncommittedSchema>;
export type Ledger = z.infer<typeof ledgerSchema>;
