/** One attempt at a task, from its tree to its landing. */
import { join } from 'node:path';
import type { Problem } from '../config/problem';
import type { LeaseNote } from '../ledger/lease';
import { keepOwn } from '../ledger/ownResults';
import { type NewResult, writeResult } from '../ledger/resultStore';
import type { Outcome } from '../ledger/schema';
import { type AttemptResult, attemptTask, type Before, checkWork } from './attempt';
import { type Landed, landTask } from './landTask';
import { sharedPlace } from './place';
import { landedEntry, uncheckedWork } from './replay';
import type { TaskRun } from './taskRun';
import { closeSite, forgetKept, openSite, siteLeft } from './worktreeAttempt';

/** How an attempt ended after all: its own outcome, or what landing made of it. */
export interface Ended {
  outcome: Outcome;
  message: string | null;
  next: string | null;
  costUsd: number;
  files: number;
  /** Not the agent's doing: another attempt would end alike. */
  isFinal: boolean;
}

export function endedBy(outcome: Outcome, problems: readonly Problem[], costUsd = 0): Ended {
  const message = problems.map((problem) => problem.message).join('\n');
  return { outcome, message, next: problems[0]?.next ?? null, costUsd, files: 0, isFinal: true };
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
  const { outcome, message, next, usage, files, patch, checks } = result;
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
    usage,
    files,
    checks,
    message,
    next,
  };
  const transcript = join(lease.folder, 'transcript.jsonl');
  const stored = writeResult(context.workspaceRoot, name.spec, name.task, whole, patch, transcript);
  const costUsd = usage.cost_usd ?? 0;
  if (!stored.ok) for (const problem of stored.problems) context.report({ type: 'problem', problem });
  if (outcome !== 'landed') return { outcome, message, next, costUsd, files: 0, isFinal: false };
  // What is not stored must not land: a later run could not tell whose it is.
  if (!stored.ok) return endedBy('failed', stored.problems, costUsd);

  keepOwn(context.workspaceRoot, name.spec, name.task);
  const entry = landedEntry(whole);
  const done = await landTask(context, run.isolation, name.task, { digest, files, patch, entry });
  if (!done.ok) {
    for (const problem of done.problems) context.report({ type: 'problem', problem });
    return endedBy('failed', done.problems, costUsd);
  }
  if (done.value.kind === 'landed')
    return { outcome, message, next, costUsd, files: files.length, isFinal: true };
  return { ...whyNot(done.value), costUsd, files: 0, isFinal: done.value.kind === 'changed' };
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
    const place = sharedPlace(context.workspaceRoot, planned.task.files);
    const result = await attemptTask(run, place, number, before, null);
    return { ended: await storeAndLand(run, result, number), kept: null };
  }
  let site = siteLeft(run, isolation, left);
  let result: AttemptResult;
  if (site && left?.ending) {
    context.report({ type: 'task-resumed', ...name });
    result = await checkWork(run, site.place, left.ending);
  } else {
    lease.update({ attempt: number });
    const isBehind = planned.after.length > 0 || before?.outcome === 'conflict';
    const opened = await openSite(run, isolation, isBehind);
    if (!opened.ok) return { ended: endedBy('failed', opened.problems), kept: null };
    site = opened.value;
    result = await attemptTask(run, site.place, number, before, before ? null : uncheckedWork(run));
  }
  const ended = await storeAndLand(run, result, number);
  const kept =
    ended.outcome === 'landed'
      ? await forgetKept(run, isolation)
      : await closeSite(run, isolation, site, ended.outcome);
  return { ended, kept };
}
