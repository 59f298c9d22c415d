/** `task`: has an agent do one task, checks the result, lands it. */
import type { Problem } from '../config/problem';
import { type Counts, recordTask } from '../ledger/entries';
import type { TaskEntry } from '../ledger/schema';
import { timestamp } from '../ledger/timestamp';
import { updateLedger } from '../ledger/store';
import type { PlannedTask } from '../plan/plan';
import { type Route, routeOf } from '../plan/routes';
import type { AttemptResult } from './attempt';
import { attemptTask } from './attempt';
import type { RunContext } from './context';
import { landTask } from './landTask';
import { type OpenSpec, openSpec, progressOf } from './openSpec';

/** After these endings another attempt may go better; after the others it would only cost. */
const WORTH_ANOTHER_ATTEMPT: ReadonlySet<string> = new Set([
  'failed',
  'invalid',
  'empty',
  'timeout',
  'stalled',
]);

function unknownTask(context: RunContext, open: OpenSpec, taskId: string): Problem {
  return {
    code: 'unknown-task',
    severity: 'error',
    message: `${context.spec.name} has no task ${taskId}. Its tasks: ${[...open.plan.tasks.keys()].join(', ') || 'none'}.`,
    file: open.identity.taskFile,
    next: 'Run again: the task list has changed since Nx read it.',
  };
}

/** Runs attempts until one is fit to land, is not worth another, or the attempts are used up. */
async function attemptUntilDone(
  context: RunContext,
  open: OpenSpec,
  planned: PlannedTask,
  { agent, role }: Route,
): Promise<{ result: AttemptResult; attempts: number }> {
  const { config } = open;
  const settings = config.agents[agent] ?? { driver: 'recipe' };
  // The embedded agent does the same thing every time.
  const attempts = settings.driver === 'recipe' ? 1 : config.limits.attempts;
  const name = { spec: context.spec.name, task: planned.task.id, title: planned.task.title };
  for (let attempt = 1, before: AttemptResult | null = null; ; attempt += 1) {
    context.report({ type: 'task-started', ...name, agent, role, attempt, attempts });
    const result = await attemptTask(context, open, planned, { settings, role }, attempt, before);
    const again = WORTH_ANOTHER_ATTEMPT.has(result.outcome) && attempt < attempts && !context.signal.aborted;
    if (!again) return { result, attempts: attempt };
    before = result;
    context.report({
      type: 'attempt-failed',
      ...name,
      attempt,
      attempts,
      message: result.message ?? result.outcome,
    });
  }
}

/** Enters how a task stands, without ticking anything. */
async function record(context: RunContext, taskId: string, entry: TaskEntry): Promise<void> {
  const recorded = await updateLedger(context.workspaceRoot, (ledger) => {
    const open = openSpec(context);
    if (!open.ok) return open.problems;
    const counts: Counts = { ...progressOf(open.value.list), now: new Date() };
    return recordTask(ledger, context.spec.name, taskId, entry, counts);
  });
  if (!recorded.ok) for (const problem of recorded.problems) context.report({ type: 'problem', problem });
}

/** Does the task with this id. Resolves with whether it is done (or was already). */
export async function implementTask(context: RunContext, taskId: string): Promise<boolean> {
  const opened = openSpec(context);
  if (!opened.ok) {
    for (const problem of opened.problems) context.report({ type: 'problem', problem });
    return false;
  }
  const open = opened.value;
  const planned = open.plan.tasks.get(taskId);
  if (!planned) {
    context.report({ type: 'problem', problem: unknownTask(context, open, taskId) });
    return false;
  }
  const { task } = planned;
  const name = { spec: context.spec.name, task: task.id, title: task.title };
  if (task.state === 'done') {
    context.report({ type: 'task-already-done', ...name });
    return true;
  }

  const route = routeOf(task, open.config);
  const startedAt = new Date();
  const start: TaskEntry = {
    status: 'in_progress',
    agent: route.agent,
    digest: open.digests.get(task.id) ?? '',
    started_at: timestamp(startedAt),
  };
  await record(context, task.id, start);
  const { result, attempts } = await attemptUntilDone(context, open, planned, route);

  const endedAt = new Date();
  const durationMs = endedAt.getTime() - startedAt.getTime();
  const end = { ...start, attempts, duration_ms: durationMs, cost_usd: result.usage.cost_usd ?? 0 };
  if (result.outcome === 'landed') {
    const landed = await landTask(context, open.identity.taskFile, task, {
      ...end,
      status: 'completed',
      outcome: 'landed',
      completed_at: timestamp(endedAt),
      files: result.files,
    });
    if (landed.ok) {
      const files = result.files.length;
      context.report({
        type: 'task-ended',
        ...name,
        outcome: 'landed',
        durationMs,
        files,
        message: null,
        next: null,
      });
      return true;
    }
    for (const problem of landed.problems) context.report({ type: 'problem', problem });
    result.outcome = 'invalid';
    result.message = landed.problems.map((problem) => problem.message).join('\n');
    result.next = landed.problems[0]?.next ?? null;
  }

  const { outcome, message, next } = result;
  await record(context, task.id, { ...end, status: 'pending', outcome, message, next });
  context.report({ type: 'task-ended', ...name, outcome, durationMs, files: 0, message, next });
  return false;
}
