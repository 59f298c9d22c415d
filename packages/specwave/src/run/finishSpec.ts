/** `implement`: the final validation of a spec. Nothing but what the file says now makes it complete. */
import type { Problem } from '../config/problem';
import { completedTasks, finishSpec as enterFinish, settleTasks } from '../ledger/entries';
import { updateLedger } from '../ledger/store';
import { tickContainers } from '../ledger/tickFile';
import { agentOf } from '../workspace/agentOf';
import { discardSpares } from './trees/cleanUp';
import { commitWork } from './trees/commitWork';
import type { RunContext } from '../workspace/context';
import { implementTask } from './implementTask';
import { isolationOf } from './trees/isolation';
import { isInfrastructureComplete, nextSteps } from '../answers/nextSteps';
import { doneTasks, openSpec, progressOf } from '../workspace/readSpec';
import { updateProjectFiles } from './trees/projectStatus';
import { storedResult } from './task/replay';
import { runCost, specRow } from '../answers/specRow';

/** Lands what is there and open still: without the gates before (left out of the run, or run elsewhere) nobody has. */
async function landStored(context: RunContext): Promise<void> {
  const opened = openSpec(context);
  if (!opened.ok) return;
  for (const wave of opened.value.plan.waves) {
    for (const planned of wave.tasks.filter(({ task }) => task.state !== 'done')) {
      const { id } = planned.task;
      const wanted = {
        digest: opened.value.digests.get(id) ?? '',
        settings: agentOf(opened.value, planned).key,
      };
      if (storedResult(context.workspaceRoot, context.spec.name, id, wanted))
        await implementTask(context, id);
    }
  }
}

/** Recounts, records, and reports the spec's row. Resolves with whether it is complete. */
export async function finishSpec(context: RunContext): Promise<boolean> {
  const { workspaceRoot, spec, report } = context;
  await landStored(context);
  const before = openSpec(context);
  const isolation = before.ok ? await isolationOf(context, before.value.config) : before;
  // Before the record: once a spec is recorded as complete, no later run comes by here to make up for it.
  if (isolation.ok && isolation.value.kind === 'worktree') await discardSpares(context, isolation.value);
  let notEntered: Problem[] = [];
  const finished = await updateLedger(workspaceRoot, (ledger) => {
    const open = openSpec(context);
    if (!open.ok) return open.problems;
    const ticked = tickContainers(
      workspaceRoot,
      open.value.identity.taskFile,
      completedTasks(ledger, spec.name),
      open.value.rules,
    );
    if (!ticked.ok) return ticked.problems;
    const progress = progressOf(ticked.value.list);
    const settled = settleTasks(ledger, spec.name, doneTasks(ticked.value.list));
    const after = enterFinish(settled, spec.name, { ...progress, now: new Date() });
    // Before the record, for the same reason.
    notEntered = updateProjectFiles(context, { ...open.value, ledger: after, list: ticked.value.list });
    return after;
  });
  const opened = finished.ok ? openSpec(context) : finished;
  if (!opened.ok) {
    for (const problem of opened.problems) report({ type: 'problem', problem });
    return false;
  }
  for (const problem of notEntered) report({ type: 'problem', problem });
  if (isolation.ok) await commitWork(context, isolation.value, 'spec');
  const row = specRow(opened.value);
  const isComplete = row.status === 'completed';
  const deployable = isComplete && isInfrastructureComplete(workspaceRoot, context.specs);
  const next = nextSteps(opened.value.config.next, [row], deployable);
  report({ type: 'spec-finished', row, run: runCost(workspaceRoot, opened.value), next });
  return isComplete;
}
