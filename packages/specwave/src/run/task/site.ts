/** Gives an attempt its tree, and takes it back: a fresh worktree, the one that a killed run left, or the shared tree. */
import { worktreesInUse } from '../../state/lease';
import { join } from 'node:path';
import { ok, type Result } from '../../config/problem';
import { type LeaseNote } from '../../state/lease';
import { withWorkspaceLock } from '../../state/lock';
import { factsOf, type Outcome } from '../../plan/outcomes';
import {
  claimSlot,
  discard,
  emptyTrash,
  fillWorktree,
  keep,
  type Worktree,
  worktreeAt,
} from '../../worktree/worktrees';
import { fixedBase, freshBase } from '../trees/base';
import { type Isolated, isThere } from '../trees/isolation';
import { type Place, worktreePlace } from '../trees/place';
import type { TaskRun } from './taskRun';

export interface Site {
  worktree: Worktree;
  place: Place;
}

/**
 * A worktree for the next attempt, at the wave's base; `fresh`: at the tree as it is now, because the task builds on
 * one of its own wave, or the base turned out to be behind.
 */
export async function openSite(run: TaskRun, isolation: Isolated, fresh: boolean): Promise<Result<Site>> {
  const { context, open, lease } = run;
  let base = fresh ? null : fixedBase(isolation, context.spec.name);
  for (;;) {
    const isFixed = base !== null;
    if (base === null) {
      const taken = await freshBase(context, isolation, open);
      if (!taken.ok) return taken;
      base = taken.value.commit;
    }
    const claimed = await withWorkspaceLock(context.workspaceRoot, async () => {
      const slot = await claimSlot(
        isolation.repository,
        isolation.folders,
        worktreesInUse(context.workspaceRoot),
      );
      if (slot.ok) lease.update({ worktree: slot.value.path, base });
      return slot;
    });
    const slot = claimed.ok ? claimed.value : claimed;
    if (!slot.ok) return slot;
    const filled = await fillWorktree(slot.value, base);
    if (filled.ok) return ok(siteAt(run, isolation, slot.value, base));
    // The commit of a base that was fixed long ago may be gone (`git gc`).
    if (!isFixed) return filled;
    base = null;
  }
}

function siteAt({ planned }: TaskRun, isolation: Isolated, worktree: Worktree, base: string): Site {
  return { worktree, place: worktreePlace(isolation, worktree, base, planned.task.files) };
}

/** The tree in which the agent of a killed run had done this very task; null where there is none. */
export function siteLeft(run: TaskRun, isolation: Isolated, left: LeaseNote | null): Site | null {
  if (!left?.ending || left.base === null || !isThere(left.worktree)) return null;
  if (left.digest !== run.digest || left.settings !== run.agent.key) return null;
  const worktree = worktreeAt(isolation.repository, left.worktree);
  if (!worktree) return null;
  run.lease.update({
    worktree: left.worktree,
    base: left.base,
    ending: left.ending,
    attempt: left.attempt,
  });
  return siteAt(run, isolation, worktree, left.base);
}

/** An agent that did not even start has left nothing to look at. */
async function isUntouched(place: Place): Promise<boolean> {
  const collected = await place.collect();
  return collected.ok && collected.value.files.length === 0 && collected.value.refused.length === 0;
}

/** Puts the tree of a failed attempt aside for people to look at. Resolves with where it is; null where it is not kept. */
export async function closeSite(
  run: TaskRun,
  isolation: Isolated,
  site: Site,
  outcome: Outcome,
): Promise<string | null> {
  const { repository, folders } = isolation;
  const { spec, task } = run.name;
  const isKept = factsOf(outcome).isTreeKept && !(await isUntouched(site.place));
  const closed = await withWorkspaceLock(run.context.workspaceRoot, async () => {
    let kept: string | null = null;
    if (isKept) kept = await keep(repository, folders, site.worktree, spec, task);
    // An interrupted run takes its trees with it: nobody may come after it to do so.
    else if (outcome === 'cancelled') await discard(repository, folders, site.worktree.path);
    run.lease.update({ worktree: null, base: null, ending: null });
    return kept;
  });
  await emptyTrash(folders);
  return closed.ok ? closed.value : null;
}

/** Once a task has landed, nobody wants to look at what its failed attempts left. */
export async function forgetKept(
  { context, name }: TaskRun,
  { repository, folders }: Isolated,
): Promise<null> {
  const kept = join(folders.kept, name.spec, name.task);
  if (!isThere(kept)) return null;
  await withWorkspaceLock(context.workspaceRoot, () => discard(repository, folders, kept));
  await emptyTrash(folders);
  return null;
}
