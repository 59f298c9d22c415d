/** Gives an attempt its tree, and takes it back: a slot filled anew, the one that a killed run left, or the shared tree. */
import { join } from 'node:path';
import type { Usage } from '../../agents/driver';
import { ok, type Result } from '../../config/problem';
import { factsOf, type Outcome } from '../../plan/outcomes';
import { basesInUse, type LeaseNote, slotsInUse } from '../../state/lease';
import { withWorkspaceLock } from '../../state/lock';
import { releaseBases } from '../../worktree/slots/bases';
import { type GitState, gitStateOf } from '../../worktree/git/gitState';
import { claimSlot, discard, emptyTrash, keep, refName, type Slot, slotAt } from '../../worktree/slots/slots';
import { fixedBase, freshBase } from '../trees/base';
import { fillTree } from '../trees/fillTree';
import { type Isolated, isThere } from '../trees/isolation';
import { type AgentTree, sharedTree, slotTree } from '../trees/place';
import type { Said } from './ending';
import type { TaskRun } from './taskRun';

/** A tree for the attempt of this number. `isBehind`: the wave's base turned out to be older than what is there now. */
export async function openTree(run: TaskRun, number: number, isBehind: boolean): Promise<Result<AgentTree>> {
  const { context, isolation, planned, lease } = run;
  if (isolation.kind === 'none') return ok(sharedTree(context.workspaceRoot, planned.task.files));
  lease.update({ attempt: number });
  // A task that builds on one of its own wave starts from the tree as it is now.
  return openSlot(run, isolation, isBehind || planned.after.length > 0);
}

/** A slot at the wave's base; `fresh`: at the tree as it is now. */
async function openSlot(run: TaskRun, isolation: Isolated, fresh: boolean): Promise<Result<AgentTree>> {
  const { context, current, lease } = run;
  let base = fresh ? null : fixedBase(isolation, context.spec.name);
  for (;;) {
    const isFixed = base !== null;
    if (base === null) {
      const taken = await freshBase(context, isolation, current);
      if (!taken.ok) return taken;
      base = taken.value.commit;
    }
    const at = base;
    const claimed = await withWorkspaceLock(context.workspaceRoot, async () => {
      const slot = await claimSlot(
        isolation.repository,
        isolation.folders,
        slotsInUse(context.workspaceRoot),
        at,
      );
      if (slot.ok) lease.update({ worktree: slot.value.path, base: at });
      return slot;
    });
    const slot = claimed.ok ? claimed.value : claimed;
    if (!slot.ok) return slot;
    const filled = await fillTree(isolation, current.config, slot.value, base);
    if (filled.ok) {
      const stood = await gitStateOf(isolation.repository);
      return ok(treeAt(run, isolation, slot.value, base, stood));
    }
    // The commit of a base that was fixed long ago may be gone (`git gc`).
    if (!isFixed) return filled;
    base = null;
  }
}

function treeAt(
  { planned }: TaskRun,
  isolation: Isolated,
  slot: Slot,
  base: string,
  stood: GitState | null,
): AgentTree {
  return slotTree(isolation, slot, base, planned.task.files, stood);
}

/** What an agent of a killed run had done of this very task, and its tree. */
export interface Left {
  tree: AgentTree;
  said: Said;
  usage: Usage;
}

/** Null where it had done nothing, or its tree is gone. */
export function treeLeft(run: TaskRun, left: LeaseNote | null): Left | null {
  const { isolation } = run;
  if (isolation.kind === 'none' || !left?.ending || left.base === null || !isThere(left.worktree))
    return null;
  if (left.digest !== run.digest || left.settings !== run.agent.key) return null;
  const slot = slotAt(isolation.repository, left.worktree);
  if (!slot) return null;
  const { worktree, base, ending, attempt } = left;
  run.lease.update({ worktree, base, ending, attempt });
  const { summary, refused = [], usage } = ending;
  return { tree: treeAt(run, isolation, slot, base, null), said: { summary, refused }, usage };
}

/** An agent that did not even start has left nothing to look at. */
async function isUntouched(tree: AgentTree): Promise<boolean> {
  const collected = await tree.collect();
  return collected.ok && collected.value.files.length === 0 && collected.value.refused.length === 0;
}

/**
 * Puts the tree of a failed attempt aside for people to look at; of a task that has landed, nobody wants to. Resolves
 * with where it is; null where it is not kept.
 */
export async function closeTree(run: TaskRun, tree: AgentTree, outcome: Outcome): Promise<string | null> {
  const { context, isolation, lease, name } = run;
  const { slot } = tree;
  if (isolation.kind === 'none' || slot === null) return null;
  if (outcome === 'landed') return forgetKept(run, isolation);
  const { repository, folders } = isolation;
  const isKept = factsOf(outcome).isTreeKept && !(await isUntouched(tree));
  const closed = await withWorkspaceLock(context.workspaceRoot, async () => {
    let kept: string | null = null;
    if (isKept) kept = await keep(repository, folders, slot, name.spec, name.task);
    // An interrupted run takes its trees with it: nobody may come after it to do so.
    else if (outcome === 'cancelled') discard(folders, slot.path);
    lease.update({ worktree: null, base: null, ending: null });
    if (outcome === 'cancelled')
      await releaseBases(repository, refName(folders), basesInUse(context.workspaceRoot));
    return kept;
  });
  await emptyTrash(folders);
  return closed.ok ? closed.value : null;
}

/** What its failed attempts left. */
async function forgetKept({ context, name }: TaskRun, { folders }: Isolated): Promise<null> {
  const kept = join(folders.kept, name.spec, name.task);
  if (!isThere(kept)) return null;
  await withWorkspaceLock(context.workspaceRoot, () => discard(folders, kept));
  await emptyTrash(folders);
  return null;
}
