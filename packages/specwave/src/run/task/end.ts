/** The end of a task's life: what is recorded of it, and said. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { recordTask } from '../../ledger/entries';
import { toldFlags } from '../../ledger/flags';
import type { LedgerFlag, TaskEntry } from '../../ledger/schema';
import { updateLedger } from '../../ledger/store';
import { timestamp } from '../../ledger/timestamp';
import type { Ending } from '../../plan/ending';
import { factsOf } from '../../plan/outcomes';
import { transcriptPath } from '../../state/resultStore';
import { forPeople } from '../../state/treesFolder';
import { readSpec, progressOf } from '../../workspace/readSpec';
import { type Attempt, inWords } from './ending';
import type { TaskRun } from './taskRun';

/** What is recorded of one that landed, landing has recorded. `replayed`: by a result that was there already. */
export function endLanded(
  { context, name, startedAt }: TaskRun,
  landed: { files: number; flags: readonly LedgerFlag[]; remarks: string[]; replayed: boolean },
): void {
  const durationMs = Date.now() - startedAt.getTime();
  const { files, flags, remarks, replayed } = landed;
  context.report({
    type: 'task-landed',
    ...name,
    durationMs,
    files,
    flags: toldFlags(flags),
    remarks,
    replayed,
  });
}

/** Enters how the task ended, without ticking anything, and says so. `kept`: absolute path of the tree that was left. */
export async function endWithout(
  run: TaskRun,
  attempt: Attempt,
  ending: Ending,
  kept: string | null,
): Promise<void> {
  const { context, name, startedAt } = run;
  const { outcome } = ending;
  const durationMs = Date.now() - startedAt.getTime();
  const next = [ending.next, whereToLook(run, kept, ending)].filter(Boolean).join('\n') || null;
  const message = withBefore(ending, attempt);
  const entry: TaskEntry = {
    status: 'pending',
    outcome,
    agent: run.agent.name,
    digest: run.digest,
    attempts: attemptsMade(attempt, ending),
    started_at: timestamp(startedAt),
    duration_ms: durationMs,
    message,
    next,
  };
  const recorded = await updateLedger(context.workspaceRoot, (ledger) => {
    const read = readSpec(context);
    if (!read.ok) return read.problems;
    const counts = { ...progressOf(read.value.list), now: new Date() };
    return recordTask(ledger, name.spec, name.task, entry, counts);
  });
  if (!recorded.ok) for (const problem of recorded.problems) context.report({ type: 'problem', problem });
  context.report({ type: 'task-ended', ...name, outcome, durationMs, message, next });
}

/** Where people find what a failed attempt left, and said; null where there is neither. */
function whereToLook({ context, name }: TaskRun, kept: string | null, { launched }: Ending): string | null {
  const transcript = transcriptPath(name.spec, name.task);
  const said = launched && existsSync(join(context.workspaceRoot, transcript));
  if (kept === null) return said ? `What the agent said is in ${transcript}.` : null;
  const left = `What the agent left is in ${forPeople(kept)}`;
  return said ? `${left}, what it said in ${transcript}.` : `${left}.`;
}

/** Attempts that count: neither a quota nor what was never started uses one up. */
function attemptsMade({ number }: Attempt, { outcome, launched }: Ending): number {
  return launched && factsOf(outcome).isAttempt ? number : number - 1;
}

/** What is to be said of the attempt before, where the next one was never made. */
function withBefore({ message, launched }: Ending, { before }: Attempt): string | null {
  return launched || before === null ? message : `${message ?? ''}\n${inWords(before)}`;
}
