/** `specwave report`: what the report tells, gathered from the lists, the ledger and stored results. Reads only. */
import { fail, ok, type Problem, type Result } from '../config/problem';
import { specOf, taskOf } from '../ledger/entries';
import { toldFlags } from '../ledger/flags';
import type { Ledger, TaskEntry } from '../ledger/schema';
import { readLedger } from '../ledger/store';
import type { PlannedTask } from '../plan/plan';
import { NOTHING, type Spent, spentTogether } from '../plan/price';
import type { ReportAnswer, ReportSpec, ReportTask, Said } from '../report/page/facts';
import { listLeases } from '../state/lease';
import { readResult, type StoredResult } from '../state/resultStore';
import { replayOf } from '../state/replays';
import { transcriptTail } from '../state/transcriptTail';
import type { SpecProject } from '../workspace/context';
import { readSpec, type Spec } from '../workspace/readSpec';
import { specRow } from './specRow';

/** In UTF-16 code units, of one task: the page of a long run is to open at once. */
const MAX_DIFF = 60_000;
const MAX_SAID = 20_000;
/** In bytes. */
const MAX_TRANSCRIPT = 128 * 1024;

/** The specs that the last run worked on; all that were ever begun where no run is known. */
export function specsOfLastRun(ledger: Ledger, all: readonly SpecProject[]): SpecProject[] {
  const begun = all.filter(({ name }) => specOf(ledger, name) !== undefined);
  const since = Date.parse(ledger.last_run?.started_at ?? '');
  const recent = begun.filter(({ name }) => Date.parse(specOf(ledger, name)?.last_updated ?? '') >= since);
  return recent.length > 0 ? recent : begun;
}

/** Facts of these specs. `goesOn`: a run is under way, also where nobody is at work this moment. Problems: of the ledger, and of specs that cannot be read. */
export function reportFacts(
  workspaceRoot: string,
  specs: readonly SpecProject[],
  now: Date,
  goesOn = false,
): Result<ReportAnswer> {
  const ledger = readLedger(workspaceRoot);
  if (!ledger.ok) return ledger;
  const problems: Problem[] = [];
  const working = tasksAtWork(workspaceRoot);
  const told: ReportSpec[] = [];
  for (const spec of specs) {
    const read = readSpec({ workspaceRoot, spec });
    if (read.ok) told.push(specFacts(workspaceRoot, read.value, working));
    else problems.push(...read.problems);
  }
  if (told.length === 0 && problems.length > 0) return fail(...problems);
  const tasks = told.flatMap(({ waves }) => waves.flatMap((wave) => wave.tasks));
  return ok({
    at: now.toISOString(),
    isRunning: goesOn || tasks.some(({ state }) => state === 'at-work'),
    runStartedAt: ledger.value.last_run?.started_at ?? null,
    specs: told,
    spent: spentTogether(told.map(({ spent }) => spent)),
    saved: spentTogether(tasks.map(({ saved }) => saved ?? NOTHING)),
  });
}

/** `F001/T001` of each task that somebody works on. */
function tasksAtWork(workspaceRoot: string): ReadonlySet<string> {
  const leases = listLeases(workspaceRoot).filter(({ dead }) => !dead);
  return new Set(leases.map(({ spec, task }) => `${spec}/${task}`));
}

function specFacts(workspaceRoot: string, current: Spec, working: ReadonlySet<string>): ReportSpec {
  const { spec, title, status, done, total, elapsedMs, spent } = specRow(current);
  const waves = current.plan.waves.map((wave) => ({
    title: wave.title,
    tasks: wave.tasks.map((planned) => taskFacts(workspaceRoot, current, planned, working)),
  }));
  return { spec, title, status, done, total, elapsedMs, spent, waves };
}

function taskFacts(
  workspaceRoot: string,
  { identity, ledger }: Spec,
  { task }: PlannedTask,
  working: ReadonlySet<string>,
): ReportTask {
  const entry: Partial<TaskEntry> = taskOf(ledger, identity.name, task.id) ?? {};
  const stored = storedFor(workspaceRoot, identity.name, task.id, entry);
  const isDone = task.state === 'done';
  const replayedAt = isDone ? replayedSince(workspaceRoot, identity.name, task.id, entry) : null;
  return {
    id: task.id,
    title: task.title,
    state: isDone ? 'done' : working.has(`${identity.name}/${task.id}`) ? 'at-work' : 'open',
    agent: entry.agent ?? null,
    role: stored?.result.role ?? null,
    outcome: entry.outcome ?? null,
    attempts: entry.attempts ?? 0,
    startedAt: entry.started_at ?? null,
    endedAt: entry.completed_at ?? null,
    durationMs: entry.duration_ms ?? null,
    replayedAt,
    spent: spentTogether([entry]),
    saved: replayedAt && stored ? savedBy(stored) : null,
    files: entry.files ?? [],
    checks: stored?.result.checks ?? [],
    flags: toldFlags(entry.flags ?? []).map(({ check, message }) => `${message} (${check})`),
    message: entry.message ?? null,
    next: entry.next ?? null,
    diff: stored?.patch ? cut(stored.patch.toString('utf8', 0, MAX_DIFF * 4), MAX_DIFF) : null,
    said: stored ? saidIn(workspaceRoot, identity.name, task.id) : [],
  };
}

/** What is stored, where it is of the work that the ledger tells of: a cache may have put another in its place. */
function storedFor(
  workspaceRoot: string,
  spec: string,
  task: string,
  { digest }: Partial<TaskEntry>,
): StoredResult | null {
  const stored = readResult(workspaceRoot, spec, task);
  return stored && stored.result.digest === digest ? stored : null;
}

/** When the work that stands landed again; null where somebody has done the task since. */
function replayedSince(
  workspaceRoot: string,
  spec: string,
  task: string,
  { completed_at: completedAt }: Partial<TaskEntry>,
): string | null {
  const at = replayOf(workspaceRoot, spec, task);
  return at !== null && Date.parse(at) >= Date.parse(completedAt ?? '') ? at : null;
}

function savedBy({ result: { usage } }: StoredResult): Spent {
  const { cost_usd = 0, input_tokens = 0, output_tokens = 0 } = usage;
  return { cost_usd, input_tokens, output_tokens };
}

function cut(text: string, limit: number): string {
  return text.length <= limit ? text : `${text.slice(0, limit)}\n[cut: the rest is in changes.patch]`;
}

/** Of each event the words that a person reads; the last ones, where there are many. */
function saidIn(workspaceRoot: string, spec: string, task: string): Said[] {
  const said = transcriptTail(workspaceRoot, spec, task, MAX_TRANSCRIPT).flatMap((event): Said[] => {
    const words = [event['text'], event['line'], event['message']].find((each) => typeof each === 'string');
    return typeof words === 'string' && words.trim() !== ''
      ? [{ at: event.at, kind: event.type.replace(/^agent-/, ''), text: words }]
      : [];
  });
  let length = 0;
  const last = said.toReversed().filter(({ text }) => (length += text.length) <= MAX_SAID);
  return last.toReversed();
}
