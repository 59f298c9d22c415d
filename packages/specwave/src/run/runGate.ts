/** The `gate` commands of the settings, on the merged tree of a wave. */
import { join } from 'node:path';
import { ok, type Result } from '../config/problem';
import type { Config } from '../config/schema';
import { redactorFor } from '../processes/redact';
import { type Lease, slotsInUse, takeLease, waitForLease } from '../state/lease';
import { withWorkspaceLock } from '../state/lock';
import { markOf } from '../state/runMark';
import type { RunContext } from '../workspace/context';
import type { Spec } from '../workspace/readSpec';
import { claimSlot, type Slot } from '../worktree/slots';
import { fillTree } from './trees/fillTree';
import type { Isolated, Isolation } from './trees/isolation';
import { userCommands } from './trees/userCommands';

export type GateEnd = { kind: 'passed' | 'cancelled' } | { kind: 'failed'; command: string; detail: string };

interface Held {
  lease: Lease;
  slot: Slot;
}

/** A slot for the gate, at `base`, protected by a lease as a task's is; waits where another run checks the same gate. */
async function openSlot(
  context: RunContext,
  isolation: Isolated,
  config: Config,
  gate: string,
  base: string,
): Promise<Result<Held | null>> {
  const { workspaceRoot, spec, signal } = context;
  const startedAt = new Date().toISOString();
  const note = { digest: '', settings: '', attempt: 0, startedAt, worktree: null, base, ending: null };
  while (!signal.aborted) {
    const claimed = await withWorkspaceLock(workspaceRoot, async (): Promise<Result<Held | null>> => {
      const taken = takeLease(workspaceRoot, spec.name, gate, note);
      if (!taken.ok) return taken;
      if (taken.value.kind === 'held') return ok(null);
      const { lease } = taken.value;
      const slot = await claimSlot(isolation.repository, isolation.folders, slotsInUse(workspaceRoot), base);
      if (!slot.ok) {
        lease.release();
        return slot;
      }
      lease.update({ worktree: slot.value.path });
      return ok({ lease, slot: slot.value });
    });
    const held = claimed.ok ? claimed.value : claimed;
    if (!held.ok) return held;
    if (held.value) {
      const filled = await fillTree(isolation, config, held.value.slot, base);
      if (filled.ok) return held;
      held.value.lease.release();
      return filled;
    }
    await waitForLease(workspaceRoot, spec.name, gate, signal);
  }
  return ok(null);
}

/** Runs the gate's commands; those of `setup` first, where the tree is a fresh one. `base`: the merged tree as a commit. */
export async function runGate(
  context: RunContext,
  isolation: Isolation,
  { config }: Spec,
  gate: string,
  base: string | null,
): Promise<Result<GateEnd>> {
  if (config.gate.length === 0) return ok({ kind: 'passed' });
  const { workspaceRoot } = context;
  const opened =
    isolation.kind === 'worktree' && base !== null
      ? await openSlot(context, isolation, config, gate, base)
      : ok(null);
  if (!opened.ok) return opened;
  const held = opened.value;
  const isShared = isolation.kind === 'none';
  if (!held && !isShared) return ok({ kind: 'cancelled' });
  const redact = redactorFor(process.env);
  const run = userCommands({
    context,
    task: gate,
    tree: held && !isShared ? join(held.slot.path, isolation.repository.prefix) : workspaceRoot,
    limits: config.limits,
    mark: held
      ? markOf(held.lease.folder, held.lease.note.startedAt)
      : markOf(workspaceRoot, String(process.pid)),
    redact,
  });
  try {
    for (const what of isShared ? (['gate'] as const) : (['setup', 'gate'] as const)) {
      const end = await run(what, config[what]);
      if (end.kind === 'cancelled') return ok({ kind: 'cancelled' });
      const failed = end.checks.find(({ passed }) => !passed);
      if (failed) return ok({ kind: 'failed', command: failed.name, detail: redact(failed.detail ?? '') });
    }
    return ok({ kind: 'passed' });
  } finally {
    held?.lease.release();
  }
}
