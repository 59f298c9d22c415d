/** `wave`: the gate. Lands what came from the cache, checks the merged tree, and opens the next wave. */
import type { Problem } from '../config/problem';
import { recordGate } from '../ledger/entries';
import { updateLedger } from '../ledger/store';
import type { PlannedTask } from '../plan/plan';
import type { RunContext } from '../workspace/context';
import { readSpec, progressOf } from '../workspace/readSpec';
import { implementTask } from './implementTask';
import { runGate } from './runGate';
import { fixBase } from './trees/base';
import { commitWork } from './trees/commitWork';
import { installDue } from './trees/install';
import { isolationOf } from './trees/isolation';

function unknownWave({ spec }: RunContext, index: number, waves: number, file: string): Problem {
  return {
    code: 'unknown-wave',
    severity: 'error',
    message: `${spec.name} has no wave ${index}: it has ${waves}, counted from 0.`,
    file,
    next: 'Run again: the task list has changed since Nx read it.',
  };
}

function taskOpen({ spec }: RunContext, index: number, { task }: PlannedTask, file: string): Problem {
  return {
    code: 'task-open',
    severity: 'error',
    message: `Wave ${index} cannot be closed: task ${task.id} is not done.`,
    file,
    at: task.at,
    next: `Run: npx nx implement ${spec.name}`,
  };
}

function failWith({ report }: RunContext, problems: readonly Problem[]): false {
  for (const problem of problems) report({ type: 'problem', problem });
  return false;
}

/** What the next wave would start from is not there. */
async function notPassed(context: RunContext, index: number, problem: Problem): Promise<false> {
  const { spec, workspaceRoot } = context;
  const recorded = await updateLedger(workspaceRoot, (ledger) =>
    recordGate(ledger, spec.name, index, 'failed', problem.message, new Date()),
  );
  return failWith(context, [problem, ...(recorded.ok ? [] : recorded.problems)]);
}

/** Resolves with whether all tasks of the wave (counted from 0) are done, and its gate is passed. */
export async function closeWave(context: RunContext, index: number): Promise<boolean> {
  const { spec, report, workspaceRoot } = context;
  const before = readSpec(context);
  if (!before.ok) return failWith(context, before.problems);
  const { plan, identity } = before.value;
  const { taskFile } = identity;
  if (!plan.waves[index])
    return failWith(context, [unknownWave(context, index, plan.waves.length, taskFile)]);

  // Nx took these from its cache: their results are in place, and land here. One that turns out to be of another
  // digest, or not to merge any more, is done here and now.
  for (const planned of plan.waves[index].tasks.filter(({ task }) => task.state !== 'done')) {
    if (!(await implementTask(context, planned.task.id)))
      return failWith(context, [taskOpen(context, index, planned, taskFile)]);
  }

  const now = readSpec(context);
  if (!now.ok) return failWith(context, now.problems);
  const current = now.value;
  const isolated = await isolationOf(context, current.config);
  if (!isolated.ok) return failWith(context, isolated.problems);
  const isolation = isolated.value;
  const missing = await installDue(context, current.config);
  if (missing) return notPassed(context, index, missing);
  const base = isolation.kind === 'worktree' ? await fixBase(context, isolation, current) : null;
  if (base && !base.ok) return failWith(context, base.problems);

  const checked = await runGate(context, isolation, current, `wave-${index}`, base?.value.commit ?? null);
  if (!checked.ok) return failWith(context, checked.problems);
  const end = checked.value;
  if (end.kind === 'cancelled') return false;
  const { kind } = end;
  const message = kind === 'failed' ? `${end.command}: ${end.detail}` : null;
  const recorded = await updateLedger(workspaceRoot, (ledger) =>
    recordGate(ledger, spec.name, index, kind, message, new Date()),
  );
  if (!recorded.ok) return failWith(context, recorded.problems);
  if (end.kind === 'failed') {
    report({ type: 'gate-failed', spec: spec.name, wave: index, command: end.command, detail: end.detail });
    return false;
  }
  await commitWork(context, isolation, 'wave');
  const wave = current.plan.waves[index];
  const progress = progressOf(current.list);
  report({
    type: 'wave-closed',
    spec: spec.name,
    wave: index,
    waves: current.plan.waves.length,
    title: wave?.title ?? '',
    done: wave?.tasks.filter(({ task }) => task.state === 'done').length ?? 0,
    total: wave?.tasks.length ?? 0,
    specDone: progress.completed,
    specTotal: progress.total,
  });
  return true;
}
