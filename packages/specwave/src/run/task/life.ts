/** What is done with a task once it is this process's: replay, or attempts until one lands or no other is worth it. */
import { TRAITS } from '../../config/agents';
import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { type Counts, recordTask } from '../../ledger/entries';
import type { LeaseNote } from '../../state/lease';
import { bringBackOwn } from '../../state/ownResults';
import { transcriptPath } from '../../state/resultStore';
import type { TaskEntry } from '../../ledger/schema';
import { factsOf } from '../../plan/outcomes';
import { updateLedger } from '../../ledger/store';
import { timestamp } from '../../ledger/timestamp';
import { growingDelay, jitter } from '../../plan/pause';
import type { Ending } from '../../plan/ending';
import { type Before, brokenBy, inWords, notLanded, type Spent } from './ending';
import { landTask } from '../trees/landTask';
import { openSpec, progressOf } from '../../workspace/readSpec';
import { storedResult } from './replay';
import type { TaskRun } from './taskRun';
import { tryOnce } from './attempt';
import { wait, waitUnitMs } from './waiting';

function sayLanded(run: TaskRun, files: number, replayed: boolean): true {
  const durationMs = Date.now() - run.startedAt.getTime();
  run.context.report({ type: 'task-landed', ...run.name, durationMs, files, replayed });
  return true;
}

/** Enters how the task ended, without ticking anything, and says so. */
async function endWithout(
  run: TaskRun,
  { outcome, message, next }: Ending,
  attempts: number,
): Promise<false> {
  const { context, name } = run;
  const durationMs = Date.now() - run.startedAt.getTime();
  const entry: TaskEntry = {
    status: 'pending',
    outcome,
    agent: run.agent.name,
    digest: run.digest,
    attempts,
    started_at: timestamp(run.startedAt),
    duration_ms: durationMs,
    // Or what was paid before: see `recordTask`.
    cost_usd: 0,
    message,
    next,
  };
  const recorded = await updateLedger(context.workspaceRoot, (ledger) => {
    const open = openSpec(context);
    if (!open.ok) return open.problems;
    const counts: Counts = { ...progressOf(open.value.list), now: new Date() };
    return recordTask(ledger, context.spec.name, name.task, entry, counts);
  });
  if (!recorded.ok) for (const problem of recorded.problems) context.report({ type: 'problem', problem });
  context.report({ type: 'task-ended', ...name, outcome, durationMs, message, next });
  return false;
}

/** Whether a stored result has landed. One that no longer merges counts as none; and `--skip-nx-cache` asks for new work. */
async function replay(run: TaskRun): Promise<boolean> {
  const { context, isolation, name, digest, agent } = run;
  const { workspaceRoot } = context;
  if (isolation.kind === 'none' || process.env['NX_SKIP_NX_CACHE'] === 'true') return false;
  let why: string | null = null;
  for (const isOwn of [false, true]) {
    // Nx may have put an older result in the place of what was done here since.
    if (isOwn && !bringBackOwn(workspaceRoot, name.spec, name.task)) break;
    const stored = storedResult(workspaceRoot, name.spec, name.task, { digest, settings: agent.key });
    if (!stored) continue;
    const done = await landTask(context, isolation, name.task, stored);
    if (!done.ok) why = brokenBy(done.problems).message;
    else if (done.value.kind === 'landed') return sayLanded(run, stored.files.length, true);
    else why = notLanded(done.value).message;
  }
  if (why !== null) context.report({ type: 'replay-failed', ...name, message: why });
  return false;
}

/** Where people find what a failed attempt left, and said; null where there is neither. */
function whereToLook({ context, name }: TaskRun, kept: string | null, { launched }: Ending): string | null {
  const transcript = transcriptPath(name.spec, name.task);
  const said = launched && existsSync(join(context.workspaceRoot, transcript));
  if (kept === null) return said ? `What the agent said is in ${transcript}.` : null;
  const left = `What the agent left is in ${relative(context.workspaceRoot, kept)}`;
  return said ? `${left}, what it said in ${transcript}.` : `${left}.`;
}

/** Attempts that count: neither a quota nor what was never started uses one up. */
function attemptsMade(number: number, { outcome, launched }: Ending): number {
  return !launched || !factsOf(outcome).isAttempt ? number - 1 : number;
}

/** What is to be said of the attempt before, where the next one was never made. */
function withBefore({ message, launched }: Ending, before: Before | null): string | null {
  return launched || before === null ? message : `${message ?? ''}\n${inWords(before)}`;
}

/** How long another attempt waits, in milliseconds. `failures`: how often in a row the provider was at fault. */
function delayAfter(failures: number): number {
  const delay = failures === 0 ? 0 : growingDelay(failures, waitUnitMs());
  return failures === 0 ? 0 : delay + jitter(delay, waitUnitMs(), Math.random());
}

/** Has the task done, whatever it takes. `left`: what a killed run had noted of it. Resolves with whether it has landed. */
export async function doTask(run: TaskRun, left: LeaseNote | null): Promise<boolean> {
  const { context, open, agent, name } = run;
  if (await replay(run)) return true;
  const { attempts } = open.config.limits;
  let before: Before | null = null;
  let transient = 0;
  let spent: Spent = { usage: {}, waitedMs: 0 };
  const goesOn = left?.ending && left.digest === run.digest && left.settings === agent.key;
  for (let number = goesOn ? Math.max(1, left.attempt) : 1; ; number += 1) {
    const tried = await tryOnce(run, { number, before, spent }, before ? null : left);
    const { ending, kept } = tried;
    if (ending.outcome === 'landed') return sayLanded(run, tried.files, false);
    ({ spent } = tried);
    // The embedded agent does the same thing every time, on the same tree.
    const isHopeless = TRAITS[agent.settings.driver].isRepeatable && ending.outcome !== 'conflict';
    const isLast = ending.again === 'no' || isHopeless || number >= attempts || context.signal.aborted;
    if (isLast) {
      const next = [ending.next, whereToLook(run, kept, ending)].filter(Boolean).join('\n');
      const message = withBefore(ending, before);
      return endWithout(run, { ...ending, message, next: next || null }, attemptsMade(number, ending));
    }
    transient = ending.again === 'after-a-pause' ? transient + 1 : 0;
    const waitMs = delayAfter(transient);
    before = { outcome: ending.outcome, message: ending.message, left: kept };
    const message = ending.message ?? ending.outcome;
    context.report({ type: 'attempt-failed', ...name, attempt: number, attempts, message, waitMs });
    await wait(waitMs, context.signal);
  }
}
