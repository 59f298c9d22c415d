/** A tree beside those of agents, in which commands of the user are run: for gates, and for checks made once more. */
import { join } from 'node:path';
import { ok, type Result } from '../../config/problem';
import type { Config } from '../../config/schema';
import { type Lease, slotsInUse, takeLease, waitForLease } from '../../state/lease';
import { withWorkspaceLock } from '../../state/lock';
import { markOf } from '../../state/runMark';
import type { RunContext } from '../../workspace/context';
import { claimSlot, type Slot } from '../../worktree/slots/slots';
import { fillTree } from './fillTree';
import type { Isolated } from './isolation';

export interface Spare {
  /** Absolute: the workspace in it. */
  path: string;
  slot: Slot;
  /** Of all processes that are started in it: see `AgentJob`. */
  mark: string;
  release: () => void;
}

interface Held {
  lease: Lease;
  slot: Slot;
}

/**
 * A slot at `base`, protected by a lease of this name as a task's is; waits where another run has one of this name. Null
 * where the run was interrupted meanwhile.
 */
export async function openSpare(
  context: RunContext,
  isolation: Isolated,
  config: Config,
  name: string,
  base: string,
): Promise<Result<Spare | null>> {
  const { workspaceRoot, spec, signal } = context;
  const startedAt = new Date().toISOString();
  const note = { digest: '', settings: '', attempt: 0, startedAt, worktree: null, base, ending: null };
  while (!signal.aborted) {
    const claimed = await withWorkspaceLock(workspaceRoot, async (): Promise<Result<Held | null>> => {
      const taken = takeLease(workspaceRoot, spec.name, name, note);
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
      const { lease, slot } = held.value;
      const filled = await fillTree(isolation, config, slot, base);
      if (filled.ok) return ok(spareIn(isolation, lease, slot));
      lease.release();
      return filled;
    }
    await waitForLease(workspaceRoot, spec.name, name, signal);
  }
  return ok(null);
}

function spareIn({ repository }: Isolated, lease: Lease, slot: Slot): Spare {
  return {
    path: join(slot.path, repository.prefix),
    slot,
    mark: markOf(lease.folder, lease.note.startedAt),
    release: () => lease.release(),
  };
}
