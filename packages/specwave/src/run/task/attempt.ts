/** One attempt at a task: what it begins with, and whether another comes after it. */
import { TRAITS } from '../../config/agents';
import type { Problem } from '../../config/problem';
import { type Ending, endingOf } from '../../plan/ending';
import { growingDelay, jitter } from '../../plan/pause';
import type { LeaseNote } from '../../state/lease';
import { installDue } from '../trees/install';
import type { AgentTree } from '../trees/place';
import { budgetUsedUp } from './budget';
import { type Attempt, brokenBy, type Said, type Spent, type Unchecked } from './ending';
import { awaitTurn, type Turn } from './quota';
import { uncheckedWork } from './replay';
import { openTree, treeLeft } from './site';
import type { TaskRun } from './taskRun';
import { wait, waitUnitMs } from './waiting';

/** `left`: what a killed run had noted of the task: where its agent was done, its attempt is gone on with. */
export function firstAttempt({ digest, agent }: TaskRun, left: LeaseNote | null): Attempt {
  const goesOn = left?.ending && left.digest === digest && left.settings === agent.key;
  const number = goesOn ? Math.max(1, left.attempt) : 1;
  return { number, before: null, spent: { usage: {}, waitedMs: 0 }, faults: 0 };
}

/** `kept`: absolute path of the tree that the one before left. */
export function attemptAfter(
  { number, spent, faults }: Attempt,
  ending: Ending,
  kept: string | null,
): Attempt {
  const { outcome, message, again } = ending;
  return {
    number: number + 1,
    before: { outcome, message, left: kept },
    spent,
    faults: again === 'after-a-pause' ? faults + 1 : 0,
  };
}

export type Begun = { spent: Spent } & (
  | { kind: 'open'; tree: AgentTree; unchecked: Unchecked | null }
  /** An agent was done in this tree when its run was killed. */
  | { kind: 'taken-over'; tree: AgentTree; said: Said }
  /** No agent can be started. */
  | { kind: 'ended'; ending: Ending }
);

/** Opens a tree for it, unless its agent cannot be started at all now: no tree is made ready in vain. */
export async function beginAttempt(
  run: TaskRun,
  { number, before, spent }: Attempt,
  left: LeaseNote | null,
): Promise<Begun> {
  const found = treeLeft(run, left);
  if (found) {
    run.context.report({ type: 'task-resumed', ...run.name });
    const { tree, said, usage } = found;
    return { kind: 'taken-over', tree, said, spent: { ...spent, usage } };
  }
  const unchecked = before ? null : uncheckedWork(run);
  const turn = unchecked ? null : await firstTurn(run, spent.waitedMs);
  const waited = turn ? { ...spent, waitedMs: turn.waitedMs } : spent;
  if (turn?.ending) return { kind: 'ended', ending: turn.ending, spent: waited };
  const missing = await installDue(run.context, run.current.config);
  if (missing) return { kind: 'ended', ending: notStarted(missing), spent: waited };
  const opened = await openTree(run, number, before?.outcome === 'conflict');
  if (!opened.ok) return { kind: 'ended', ending: brokenBy(opened.problems), spent: waited };
  return { kind: 'open', tree: opened.value, unchecked, spent: waited };
}

function notStarted({ message, next }: Problem): Ending {
  return endingOf('failed', message, next, { again: 'no', launched: false });
}

async function firstTurn(run: TaskRun, waitedMs: number): Promise<Turn> {
  const turn = await awaitTurn(run, waitedMs, null);
  return turn.ending ? turn : { ...turn, ending: budgetUsedUp(run) };
}

/** Whether one attempt that ended so is followed by another. */
export function isAnotherDue(
  { context, current, agent }: TaskRun,
  { number }: Attempt,
  ending: Ending,
): boolean {
  if (ending.again === 'no' || number >= current.config.limits.attempts || context.signal.aborted)
    return false;
  // Whoever does the same thing every time needs another tree to do better.
  return !TRAITS[agent.settings.driver].isRepeatable || ending.outcome === 'conflict';
}

/** Says that an attempt failed, and waits where its provider was at fault, longer each time. */
export async function pauseAfter(
  { context, current, name }: TaskRun,
  { number }: Attempt,
  ending: Ending,
  faults: number,
): Promise<void> {
  const delay = faults === 0 ? 0 : growingDelay(faults, waitUnitMs());
  const waitMs = faults === 0 ? 0 : delay + jitter(delay, waitUnitMs(), Math.random());
  const { attempts } = current.config.limits;
  const message = ending.message ?? ending.outcome;
  context.report({ type: 'attempt-failed', ...name, attempt: number, attempts, message, waitMs });
  await wait(waitMs, context.signal);
}
