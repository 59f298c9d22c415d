/** `task`: has one task done, by a result that is there already or by an agent, and lands it. */
import type { Problem } from '../config/problem';
import type { TaskEntry } from '../ledger/schema';
import { timestamp } from '../ledger/timestamp';
import { redactorFor, secretFinder } from '../processes/redact';
import type { LeaseNote } from '../state/lease';
import { chooseAgent } from '../workspace/agentOf';
import type { RunContext } from '../workspace/context';
import { type Spec, readSpec } from '../workspace/readSpec';
import { subAgentsOf } from '../workspace/subAgentFiles';
import { tasksBefore } from './predecessors';
import { claimTask } from './task/claim';
import { live } from './task/life';
import type { TaskRun } from './task/taskRun';
import { isolationOf } from './trees/isolation';

function unknownTask(context: RunContext, current: Spec, taskId: string): Problem {
  return {
    code: 'unknown-task',
    severity: 'error',
    message: `${context.spec.name} has no task ${taskId}. Its tasks: ${[...current.plan.tasks.keys()].join(', ') || 'none'}.`,
    file: current.identity.taskFile,
    next: 'Run again: the task list has changed since Nx read it.',
  };
}

function taskBefore({ identity, plan }: Spec, taskId: string, before: string): Problem {
  const at = plan.tasks.get(before)?.task.at;
  return {
    code: 'task-before-open',
    severity: 'error',
    message: `Task ${taskId} cannot be started: task ${before}, which comes before it, is not done.`,
    file: identity.taskFile,
    ...(at ? { at } : {}),
    next: 'See what is said of it above, and run again.',
  };
}

function failWith(context: RunContext, problems: readonly Problem[]): false {
  for (const problem of problems) context.report({ type: 'problem', problem });
  return false;
}

/** Does the task with this id. Resolves with whether it is done (or was already). */
export async function implementTask(context: RunContext, taskId: string): Promise<boolean> {
  const read = readSpec(context);
  if (!read.ok) return failWith(context, read.problems);
  const current = read.value;
  const planned = current.plan.tasks.get(taskId);
  if (!planned) return failWith(context, [unknownTask(context, current, taskId)]);
  const name = { spec: context.spec.name, task: taskId, title: planned.task.title };
  if (planned.task.state === 'done') {
    context.report({ type: 'task-already-done', ...name });
    return true;
  }
  const before = tasksBefore(current, taskId);
  if (before.length > 0) {
    for (const id of before)
      if (!(await implementTask(context, id))) return failWith(context, [taskBefore(current, taskId, id)]);
    return implementTask(context, taskId);
  }
  const isolation = await isolationOf(context, current.config);
  if (!isolation.ok) return failWith(context, isolation.problems);

  const agent = chooseAgent(current, planned, subAgentsOf(context.workspaceRoot));
  const { settings } = agent;
  const digest = current.digests.get(taskId) ?? '';
  const startedAt = new Date();
  const note: LeaseNote = {
    digest,
    settings: agent.key,
    attempt: 0,
    startedAt: startedAt.toISOString(),
    worktree: null,
    base: null,
    ending: null,
  };
  const entry: TaskEntry = {
    status: 'in_progress',
    agent: agent.name,
    digest,
    started_at: timestamp(startedAt),
  };
  const claimed = await claimTask(context, taskId, note, entry);
  if (!claimed.ok) return failWith(context, claimed.problems);
  const claim = claimed.value;
  switch (claim.kind) {
    case 'done':
      context.report({ type: 'task-already-done', ...name });
      return true;
    case 'ended': {
      const { outcome = 'failed', message, next, duration_ms: durationMs = 0 } = claim.entry;
      const told = `In the other run: ${message ?? outcome}`;
      context.report({ type: 'task-ended', ...name, outcome, durationMs, message: told, next: next ?? null });
      return false;
    }
    case 'interrupted':
      return false;
    case 'claimed':
      break;
  }
  const environment = 'env' in settings ? { ...process.env, ...settings.env } : process.env;
  const run: TaskRun = {
    context,
    current,
    planned,
    digest,
    agent,
    isolation: isolation.value,
    lease: claim.lease,
    startedAt,
    name,
    redact: redactorFor(environment),
    secretsIn: secretFinder(environment),
  };
  try {
    return await live(run, claim.left);
  } finally {
    claim.lease.release();
  }
}
