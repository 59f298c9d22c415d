/**
 * What is written into the ledger, as pure functions: a ledger in, a new one out. Keys that these
 * functions do not know are carried over, in their order.
 */
import { factsOf } from '../plan/outcomes';
import { costsOf, withCostsOf } from './costs';
import type { GateEntry, Ledger, SpecEntry, SpecStatus, TaskEntry } from './schema';
import { gateEntrySchema, SPEC_STATUSES, taskEntrySchema } from './schema';
import { timestamp } from './timestamp';

/** Counts of a spec's task list as it stands now, containers left out. */
export interface Counts {
  total: number;
  completed: number;
  now: Date;
}

/** An empty ledger, for a workspace that has none. */
export function newLedger(now: Date): Ledger {
  return recompute({ session: timestamp(now), specs: {} });
}

/** The entry of a spec. Safe for ids such as `constructor`. */
export function specOf(ledger: Ledger, id: string): SpecEntry | undefined {
  return Object.hasOwn(ledger.specs, id) ? ledger.specs[id] : undefined;
}

/** The entry of a task. Safe for ids such as `constructor`. */
export function taskOf(ledger: Ledger, specId: string, taskId: string): TaskEntry | undefined {
  const tasks = specOf(ledger, specId)?.tasks;
  return tasks && Object.hasOwn(tasks, taskId) ? tasks[taskId] : undefined;
}

/** Ids of the tasks of a spec that the ledger says are completed: what `readTaskList` wants for tasks without a box. */
export function completedTasks(ledger: Ledger, specId: string): Set<string> {
  const tasks = Object.entries(specOf(ledger, specId)?.tasks ?? {});
  return new Set(tasks.filter(([, task]) => task.status === 'completed').map(([id]) => id));
}

/** When tasks of a spec were last asked for again, by id: what their digests take in (`digestOfRedo`). */
export function redoneTasks(ledger: Ledger, specId: string): Map<string, string> {
  const tasks = Object.entries(specOf(ledger, specId)?.tasks ?? {});
  return new Map(tasks.flatMap(([id, { redone_at: at }]) => (at === undefined ? [] : [[id, at]])));
}

/**
 * Enters a spec as being worked on. One that was already (its run was killed, or goes on elsewhere)
 * keeps its `started_at`.
 */
export function beginSpec(
  ledger: Ledger,
  spec: { id: string; path: string; agents: readonly string[] } & Counts,
): Ledger {
  const { completed_at: _, ...before } = specOf(ledger, spec.id) ?? { status: 'pending' as const };
  const now = timestamp(spec.now);
  const startedAt = before.status === 'in_progress' ? (before.started_at ?? now) : now;
  return withSpec(ledger, spec.id, {
    ...before,
    status: 'in_progress',
    ...countsOf(spec),
    agents_mapped: [...spec.agents],
    started_at: startedAt,
    last_updated: now,
    path: spec.path,
    tasks: before.tasks ?? {},
  });
}

/**
 * Enters how a task stands. Keys that others wrote into its entry are kept, and what was paid for it so far; what else
 * an earlier attempt left in ours is not. A task that ended other than `landed` makes its spec `partial`.
 */
export function recordTask(
  ledger: Ledger,
  specId: string,
  taskId: string,
  entry: TaskEntry,
  counts: Counts,
): Ledger {
  const before: SpecEntry = specOf(ledger, specId) ?? {
    status: 'in_progress',
    started_at: timestamp(counts.now),
  };
  const earlier = taskOf(ledger, specId, taskId);
  const endedBadly = entry.outcome !== undefined && entry.outcome !== 'landed';
  return withSpec(ledger, specId, {
    ...before,
    status: endedBadly || before.status === 'partial' ? 'partial' : 'in_progress',
    ...countsOf(counts),
    last_updated: timestamp(counts.now),
    tasks: {
      ...before.tasks,
      [taskId]: { ...foreignKeys(earlier, TASK_KEYS), ...entry, ...costsOf(earlier) },
    },
  });
}

/**
 * Enters that a spec's run came to its end: `completed` only with tasks and none of them left or unsettled, else
 * `partial`. Saying so twice changes nothing, so that a second run leaves no difference in git.
 */
export function finishSpec(ledger: Ledger, specId: string, counts: Counts & { unsettled?: number }): Ledger {
  const { completed_at: completedAt, ...before } = specOf(ledger, specId) ?? { status: 'pending' as const };
  const isComplete = counts.total > 0 && counts.completed >= counts.total && (counts.unsettled ?? 0) === 0;
  const status: SpecStatus = isComplete ? 'completed' : 'partial';
  const isNews =
    before.status !== status ||
    before.tasks_total !== counts.total ||
    before.tasks_completed !== countsOf(counts).tasks_completed;
  if (!isNews) return ledger;
  const now = timestamp(counts.now);
  const kept = before.status === 'completed' ? (completedAt ?? now) : now;
  return withSpec(ledger, specId, {
    ...before,
    status,
    ...countsOf(counts),
    last_updated: now,
    ...(isComplete ? { completed_at: kept } : {}),
  });
}

/**
 * Completes the entries of tasks that are done in the file and not in the ledger: their run was killed between
 * tick and record, or an author ticked them. Only the former has landed. A tick over work that was found wanting
 * settles nothing: see {@link unsettledTasks}.
 */
export function settleTasks(ledger: Ledger, specId: string, done: Iterable<string>): Ledger {
  const spec = specOf(ledger, specId);
  if (!spec?.tasks) return ledger;
  const tasks = { ...spec.tasks };
  let changed = false;
  for (const id of done) {
    const entry = taskOf(ledger, specId, id);
    if (!entry || entry.status === 'completed' || isDisproved(entry)) continue;
    const { outcome: _outcome, message: _message, next: _next, ...kept } = entry;
    const landed = entry.status === 'in_progress' ? { outcome: 'landed' as const } : {};
    tasks[id] = { ...kept, status: 'completed', ...landed };
    changed = true;
  }
  return changed ? withSpec(ledger, specId, { ...spec, tasks }) : ledger;
}

/** Of tasks that are done in the file, those whose last work failed, as the ledger has it. */
export function unsettledTasks(ledger: Ledger, specId: string, done: Iterable<string>): string[] {
  return [...done].filter((id) => {
    const entry = taskOf(ledger, specId, id);
    return entry !== undefined && entry.status !== 'completed' && isDisproved(entry);
  });
}

function isDisproved({ status, outcome }: TaskEntry): boolean {
  return status === 'pending' && outcome !== undefined && factsOf(outcome).isDisproof;
}

/**
 * Takes tasks that are entered as in progress, and that nobody works on, for interrupted: their run was killed.
 * `isHeld`: whether a run has the task.
 */
export function abandonTasks(ledger: Ledger, specId: string, isHeld: (task: string) => boolean): Ledger {
  const spec = specOf(ledger, specId);
  const dead = Object.entries(spec?.tasks ?? {}).filter(
    ([id, entry]) => entry.status === 'in_progress' && !isHeld(id),
  );
  if (!spec || dead.length === 0) return ledger;
  const killed = {
    status: 'pending',
    outcome: 'cancelled',
    message: 'The run that worked on it was killed.',
    next: 'Run the same command again: what was finished is kept.',
  } as const;
  const tasks = Object.fromEntries(dead.map(([id, entry]) => [id, { ...entry, ...killed }]));
  return withSpec(ledger, specId, { ...spec, tasks: { ...spec.tasks, ...tasks } });
}

/** The entry of a wave's gate; undefined where none was opened yet. */
export function gateOf(ledger: Ledger, specId: string, wave: number): GateEntry | undefined {
  const gates = specOf(ledger, specId)?.gates;
  return gates && Object.hasOwn(gates, wave) ? gates[wave] : undefined;
}

/**
 * Enters that work of a wave is about to change the tree, so that its gate has to be passed (again): the graph
 * schedules an open gate even where no task of its wave is left. One that is open already changes nothing.
 */
export function openGate(ledger: Ledger, specId: string, wave: number): Ledger {
  if (gateOf(ledger, specId, wave)?.status === 'open') return ledger;
  return withGate(ledger, specId, wave, { status: 'open' });
}

/**
 * Enters what the check of a wave's merged tree found; `message` is the evidence of a failure. A failed gate makes
 * its spec `partial`. Passing twice changes nothing, so that a second run leaves no difference in git.
 */
export function recordGate(
  ledger: Ledger,
  specId: string,
  wave: number,
  status: 'passed' | 'failed',
  message: string | null,
  now: Date,
): Ledger {
  if (status === 'passed' && gateOf(ledger, specId, wave)?.status === 'passed') return ledger;
  const at = timestamp(now);
  const changes: Partial<SpecEntry> =
    status === 'failed' ? { status: 'partial', last_updated: at } : { last_updated: at };
  return withGate(ledger, specId, wave, { status, checked_at: at, message }, changes);
}

/** Keys that others wrote into the gate's entry are kept; what an earlier check left in ours is not. */
function withGate(
  ledger: Ledger,
  specId: string,
  wave: number,
  gate: GateEntry,
  changes: Partial<SpecEntry> = {},
): Ledger {
  const before: SpecEntry = specOf(ledger, specId) ?? { status: 'in_progress' };
  const kept = foreignKeys(gateOf(ledger, specId, wave), GATE_KEYS);
  return withSpec(ledger, specId, {
    ...before,
    ...changes,
    gates: { ...before.gates, [wave]: { ...kept, ...gate } },
  });
}

/** Counts `overall` anew: its parts add up to `total_specs`, and costs to those of specs, and these to those of tasks. */
export function recompute(ledger: Ledger): Ledger {
  const counted = Object.fromEntries(SPEC_STATUSES.map((status) => [status, 0])) as Record<
    SpecStatus,
    number
  >;
  const specs = Object.fromEntries(
    Object.entries(ledger.specs).map(([id, spec]) => [
      id,
      withCostsOf(spec, Object.values(spec.tasks ?? {})),
    ]),
  );
  const all = Object.values(specs);
  for (const spec of all) counted[spec.status] += 1;
  const { completed, in_progress, pending, partial } = counted;
  const counts = { ...ledger.overall, total_specs: all.length, completed, in_progress, pending, partial };
  return { ...ledger, specs, overall: withCostsOf(counts, all) };
}

/** A computed key makes an own property of any name, `__proto__` too; an assignment would not. */
function withSpec(ledger: Ledger, id: string, entry: SpecEntry): Ledger {
  return recompute({ ...ledger, specs: { ...ledger.specs, [id]: entry } });
}

function countsOf({ total, completed }: Counts) {
  const done = Math.min(completed, total);
  return { tasks_total: total, tasks_completed: done, remaining: total - done };
}

/** What one attempt leaves. `redone_at` outlives attempts: it belongs to the task's digest. */
const TASK_KEYS: ReadonlySet<string> = new Set(
  Object.keys(taskEntrySchema.shape).filter((key) => key !== 'redone_at'),
);

const GATE_KEYS: ReadonlySet<string> = new Set(Object.keys(gateEntrySchema.shape));

function foreignKeys(entry: object | undefined, own: ReadonlySet<string>): object {
  return Object.fromEntries(Object.entries(entry ?? {}).filter(([key]) => !own.has(key)));
}
