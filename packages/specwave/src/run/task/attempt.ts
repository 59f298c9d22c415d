/** One attempt at a task, from its tree to its landing. */
import { join } from 'node:path';
import type { Problem } from '../../config/problem';
import type { LeaseNote } from '../../state/lease';
import { keepOwn } from '../../state/ownResults';
import { type NewResult, writeResult } from '../../state/resultStore';
import type { Outcome } from '../../plan/outcomes';
import { attemptTask, checkWork } from './work';
import type { AttemptResult, Before } from './ending';
import { awaitTurn } from './quota';
import { budgetUsedUp } from './budget';
import { type Landed, landTask } from '../trees/landTask';
import { sharedPlace } from '../trees/place';
import { landedEntry, uncheckedWork } from './replay';
import type { TaskRun } from './taskRun';
import { closeSite, forgetKept, openSite, siteLeft } from './site';

/** How an attempt ended after all: its own outcome, or what landing made of it. */
export interface Ended {
  outcome: Outcome;
  message: string | null;
  next: string | null;
  files: number;
  /** Another attempt would end alike. */
  isFinal: boolean;
  /** The provider's fault, which may pass: another attempt waits first. */
  isTransient: boolean;
  /** No agent was started: no quota, no budget, or the run was interrupted. */
  isUnlaunched: boolean;
}

function ended(
  { outcome, message, next }: Pick<Ended, 'outcome' | 'message' | 'next'>,
  { files = 0, isFinal = false, isTransient = false, isUnlaunched = false }: Partial<Ended> = {},
): Ended {
  return { outcome, message, next, files, isFinal, isTransient, isUnlaunched };
}

export function endedBy(outcome: Outcome, problems: readonly Problem[]): Ended {
  const message = problems.map((problem) => problem.message).join('\n');
  return ended({ outcome, message, next: problems[0]?.next ?? null }, { isFinal: true });
}

/** What is to be said of a result that did not land. */
export function whyNot(
  landing: Exclude<Landed, { kind: 'landed' }>,
): Pick<Ended, 'outcome' | 'message' | 'next'> {
  switch (landing.kind) {
    case 'conflict':
      return {
        outcome: 'conflict',
        message: `The result does not merge with what changed in the working tree since its agent started: ${landing.files.join(', ')}.`,
        next: 'Settle these files (commit, revert or finish your own changes to them), and run again.',
      };
    case 'refused':
      return {
        outcome: 'invalid',
        message: landing.reason,
        next: 'Look at what the agent did, then run again.',
      };
    case 'changed':
      return {
        outcome: 'invalid',
        message: `${landing.problem.code}: ${landing.problem.message}`,
        next: landing.problem.next,
      };
  }
}

/** What agents and checks say may hold secrets of the environment; results and the ledger may not. */
function withoutSecrets(result: AttemptResult, redact: TaskRun['redact']): AttemptResult {
  return {
    ...result,
    message: result.message && redact(result.message),
    checks: result.checks.map((check) => ({ ...check, detail: check.detail && redact(check.detail) })),
  };
}

/** Stores what an attempt left, so that nothing that was paid for depends on this process any more; then lands what is fit to. */
async function storeAndLand(run: TaskRun, attempted: AttemptResult, attempts: number): Promise<Ended> {
  const { context, name, digest, agent, startedAt, lease } = run;
  const result = withoutSecrets(attempted, run.redact);
  const { outcome, message, next, files, patch, checks, isFinal, isTransient } = result;
  const endedAt = new Date();
  const whole: NewResult = {
    digest,
    settings: agent.key,
    agent: agent.name,
    role: agent.role,
    outcome,
    attempts,
    started_at: startedAt.toISOString(),
    ended_at: endedAt.toISOString(),
    duration_ms: endedAt.getTime() - startedAt.getTime(),
    usage: run.tally.usage,
    files,
    checks,
    message,
    next,
  };
  const transcript = join(lease.folder, 'transcript.jsonl');
  const stored = writeResult(context.workspaceRoot, name.spec, name.task, whole, patch, transcript);
  if (!stored.ok) for (const problem of stored.problems) context.report({ type: 'problem', problem });
  if (outcome !== 'landed')
    return ended(result, { isFinal: isFinal === true, isTransient: isTransient === true });
  // What is not stored must not land: a later run could not tell whose it is.
  if (!stored.ok) return endedBy('failed', stored.problems);

  keepOwn(context.workspaceRoot, name.spec, name.task);
  const entry = landedEntry(whole);
  const done = await landTask(context, run.isolation, name.task, { digest, files, patch, entry });
  if (!done.ok) {
    for (const problem of done.problems) context.report({ type: 'problem', problem });
    return endedBy('failed', done.problems);
  }
  if (done.value.kind === 'landed') return ended(result, { files: files.length, isFinal: true });
  return ended(whyNot(done.value), { isFinal: done.value.kind === 'changed' });
}

/** Why the agent cannot be started at all now: before a tree is made ready for it in vain. Null where it can. */
async function unlaunchedEnd(run: TaskRun): Promise<Ended | null> {
  const why = (await awaitTurn(run, null)) ?? budgetUsedUp(run);
  return why && ended({ ...why, outcome: why.kind }, { isFinal: true, isUnlaunched: true });
}

/**
 * Makes attempt `number`. `left`: what a killed run had noted; where its agent was done, its work is taken over.
 * `kept`: absolute path of the tree that a failed attempt left for people to look at.
 */
export async function tryOnce(
  run: TaskRun,
  number: number,
  before: Before | null,
  left: LeaseNote | null,
): Promise<{ ended: Ended; kept: string | null }> {
  const { context, isolation, lease, planned, name } = run;
  if (isolation.kind === 'none') {
    const unlaunched = await unlaunchedEnd(run);
    if (unlaunched) return { ended: unlaunched, kept: null };
    const place = sharedPlace(context.workspaceRoot, planned.task.files);
    const result = await attemptTask(run, place, number, before, null);
    return { ended: await storeAndLand(run, result, number), kept: null };
  }
  let site = siteLeft(run, isolation, left);
  let result: AttemptResult;
  if (site && left?.ending) {
    context.report({ type: 'task-resumed', ...name });
    run.tally.usage = left.ending.usage;
    result = await checkWork(run, site.place, left.ending);
  } else {
    const unchecked = before ? null : uncheckedWork(run);
    const unlaunched = unchecked ? null : await unlaunchedEnd(run);
    if (unlaunched) return { ended: unlaunched, kept: null };
    lease.update({ attempt: number });
    const isBehind = planned.after.length > 0 || before?.outcome === 'conflict';
    const opened = await openSite(run, isolation, isBehind);
    if (!opened.ok) return { ended: endedBy('failed', opened.problems), kept: null };
    site = opened.value;
    result = await attemptTask(run, site.place, number, before, unchecked);
  }
  const end = await storeAndLand(run, result, number);
  const kept =
    end.outcome === 'landed'
      ? await forgetKept(run, isolation)
      : await closeSite(run, isolation, site, end.outcome);
  return { ended: end, kept };
}
