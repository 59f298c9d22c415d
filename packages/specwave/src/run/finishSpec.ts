/** `implement`: the final validation of a spec. Nothing but what the file says now makes it complete. */
import { isInfrastructureComplete, nextSteps } from '../answers/nextSteps';
import { runCost, specRow } from '../answers/specRow';
import { fail, ok, type Problem, type Result } from '../config/problem';
import {
  completedTasks,
  finishSpec as enterFinish,
  settleTasks,
  taskOf,
  unsettledTasks,
} from '../ledger/entries';
import { updateLedger } from '../ledger/store';
import { tickContainers } from '../ledger/tickFile';
import type { Task } from '../tasklist/model';
import { agentOf } from '../workspace/agentOf';
import type { RunContext } from '../workspace/context';
import { doneTasks, progressOf, readSpec, type Spec } from '../workspace/readSpec';
import { implementTask } from './implementTask';
import { storedResult } from './task/replay';
import { discardSpares } from './trees/cleanUp';
import { commitWork } from './trees/commitWork';
import { isolationOf } from './trees/isolation';
import { updateProjectFiles } from './trees/projectStatus';

/** Lands what is there and open still: without the gates before (left out of the run, or run elsewhere) nobody has. */
async function landStored(context: RunContext, current: Spec): Promise<void> {
  for (const wave of current.plan.waves) {
    for (const planned of wave.tasks.filter(({ task }) => task.state !== 'done')) {
      const { id } = planned.task;
      const wanted = {
        digest: current.digests.get(id) ?? '',
        settings: agentOf(current, planned).key,
        checks: current.config.checks,
      };
      if (storedResult(context.workspaceRoot, context.spec.name, id, wanted))
        await implementTask(context, id);
    }
  }
}

/** The spec as its end was recorded; `warnings`: what the author's status files did not take, and boxes that prove nothing. */
interface Recorded {
  current: Spec;
  warnings: Problem[];
}

/** Recounts and records. Other runs may have landed tasks until now: it reads under the lock. */
async function recordEnd(context: RunContext): Promise<Result<Recorded>> {
  const { workspaceRoot, spec } = context;
  const recorded: Recorded[] = [];
  const finished = await updateLedger(workspaceRoot, (ledger) => {
    const read = readSpec(context);
    if (!read.ok) return read.problems;
    const { taskFile } = read.value.identity;
    const ticked = tickContainers(
      workspaceRoot,
      taskFile,
      completedTasks(ledger, spec.name),
      read.value.rules,
    );
    if (!ticked.ok) return ticked.problems;
    const { list } = ticked.value;
    const settled = settleTasks(ledger, spec.name, doneTasks(list));
    const unsettled = unsettledTasks(settled, spec.name, doneTasks(list));
    const counts = { ...progressOf(list), unsettled: unsettled.length, now: new Date() };
    const after = enterFinish(settled, spec.name, counts);
    const current = { ...read.value, ledger: after, list };
    // Before the record: once a spec is recorded as complete, no later run comes by here to make up for it.
    const warnings = [
      ...updateProjectFiles(context, current),
      ...list.tasks
        .filter(({ id }) => unsettled.includes(id))
        .map((task) => tickedOverFailure(current, task)),
    ];
    recorded.push({ current, warnings });
    return after;
  });
  const [end] = recorded;
  return finished.ok && end ? ok(end) : fail(...(finished.ok ? [] : finished.problems));
}

/** Somebody ticked what Specwave had found wanting: it takes no box for a proof. */
function tickedOverFailure({ identity, ledger }: Spec, { id, at }: Task): Problem {
  const entry = taskOf(ledger, identity.name, id);
  const why = entry?.message == null ? '' : `: ${entry.message}`;
  return {
    code: 'ticked-over-failure',
    severity: 'warning',
    message: `${id} is ticked, but its last work here ended as \`${entry?.outcome ?? 'failed'}\`${why}. ${identity.name} is not called completed over it.`,
    file: identity.taskFile,
    at,
    next: `To have it done again: \`specwave redo ${identity.name} ${id}\`. If it was done by hand, take the entry \`${id}\` out of .claude/execution/execution.json.`,
  };
}

function failWith({ report }: RunContext, problems: readonly Problem[]): false {
  for (const problem of problems) report({ type: 'problem', problem });
  return false;
}

/** Recounts, records, and reports the spec's row. Resolves with whether it is complete. */
export async function finishSpec(context: RunContext): Promise<boolean> {
  const { workspaceRoot, report } = context;
  const before = readSpec(context);
  if (!before.ok) return failWith(context, before.problems);
  await landStored(context, before.value);
  const isolation = await isolationOf(context, before.value.config);
  // Before the record, for the same reason.
  if (isolation.ok && isolation.value.kind === 'worktree') await discardSpares(context, isolation.value);
  const recorded = await recordEnd(context);
  if (!recorded.ok) return failWith(context, recorded.problems);
  const { current, warnings } = recorded.value;
  for (const problem of warnings) report({ type: 'problem', problem });
  const uncommitted = isolation.ok ? await commitWork(context, isolation.value, 'spec') : null;
  const row = { ...specRow(current), uncommitted };
  const isComplete = row.status === 'completed';
  const deployable = isComplete && isInfrastructureComplete(workspaceRoot, context.specs);
  const next = nextSteps(current.config.next, [row], deployable);
  report({ type: 'spec-finished', row, run: runCost(workspaceRoot, current), next });
  return isComplete;
}
