/** Gets a task for this process alone, or waits for the run that has it. */
import { ok, type Result } from '../../config/problem';
import { openGate, recordTask, taskOf } from '../../ledger/entries';
import type { TaskEntry } from '../../ledger/schema';
import { updateLedgerLocked } from '../../ledger/store';
import { factsOf } from '../../plan/outcomes';
import { endMarked } from '../../processes/process-tree';
import { type Lease, type LeaseNote, takeLease, waitForLease } from '../../state/lease';
import { withWorkspaceLock } from '../../state/lock';
import { markOf, ORPHAN_GRACE_MS } from '../../state/runMark';
import type { RunContext } from '../../workspace/context';
import { readSpec, progressOf } from '../../workspace/readSpec';

export type Claim =
  /** `left`: what a dead run had noted of its attempt. */
  | { kind: 'claimed'; lease: Lease; left: LeaseNote | null }
  /** Ticked meanwhile. */
  | { kind: 'done' }
  /** The other run has ended it so, without landing. */
  | { kind: 'ended'; entry: TaskEntry }
  | { kind: 'interrupted' };

/**
 * Takes the lease on a task and enters the task as in progress. While another run holds it, waits for that run's
 * result. `entry`: what the ledger is to say, with the digest that this run is about to work for.
 */
export async function claimTask(
  context: RunContext,
  taskId: string,
  note: LeaseNote,
  entry: TaskEntry,
): Promise<Result<Claim>> {
  const { workspaceRoot, spec, signal, report } = context;
  for (let waited = false; ; waited = true) {
    if (signal.aborted) return ok({ kind: 'interrupted' });
    const tried = await withWorkspaceLock(workspaceRoot, () =>
      tryToClaim(context, taskId, note, entry, waited),
    );
    const claim = tried.ok ? tried.value : tried;
    if (!claim.ok) return claim;
    if (claim.value.kind !== 'held') {
      if (claim.value.kind === 'claimed' && claim.value.left)
        await endMarked(markOf(claim.value.lease.folder, claim.value.left.startedAt), ORPHAN_GRACE_MS);
      return ok(claim.value);
    }
    if (!waited) report({ type: 'task-waiting', spec: spec.name, task: taskId, pid: claim.value.pid });
    await waitForLease(workspaceRoot, spec.name, taskId, signal);
  }
}

function tryToClaim(
  context: RunContext,
  taskId: string,
  note: LeaseNote,
  entry: TaskEntry,
  waited: boolean,
): Result<Claim | { kind: 'held'; pid: number }> {
  const { workspaceRoot, spec } = context;
  const read = readSpec(context);
  if (!read.ok) return read;
  const { plan, list, ledger } = read.value;
  const planned = plan.tasks.get(taskId);
  if (planned?.task.state === 'done') return ok({ kind: 'done' });
  const recorded = taskOf(ledger, spec.name, taskId);
  const hasEnded = recorded?.outcome !== undefined && !factsOf(recorded.outcome).isOfItsRun;
  if (waited && recorded && hasEnded && recorded.digest === note.digest)
    return ok({ kind: 'ended', entry: recorded });

  const taken = takeLease(workspaceRoot, spec.name, taskId, note);
  if (!taken.ok) return taken;
  if (taken.value.kind === 'held') return ok({ kind: 'held', pid: taken.value.holder.pid });
  const { lease, left } = taken.value;
  const entered = updateLedgerLocked(workspaceRoot, (before) => {
    const counts = { ...progressOf(list), now: new Date() };
    const opening = planned ? openGate(before, spec.name, planned.wave) : before;
    return recordTask(opening, spec.name, taskId, entry, counts);
  });
  if (!entered.ok) {
    lease.release();
    return entered;
  }
  return ok({ kind: 'claimed', lease, left });
}
