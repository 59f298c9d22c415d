/** Clears away what is nobody's any more: what killed runs left, spare trees, kept trees of tasks that are done. */
import { rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { loadConfig } from '../../config/load';
import { enterAccount } from '../../ledger/costs';
import { updateLedgerLocked } from '../../ledger/store';
import { endMarked } from '../../processes/process-tree';
import { basesInUse, dropLease, type ListedLease, listLeases, slotsInUse } from '../../state/lease';
import { withWorkspaceLock } from '../../state/lock';
import { markOf, ORPHAN_GRACE_MS } from '../../state/runMark';
import { dropAccount, isClosed, listAccounts } from '../../state/spending';
import type { RunContext } from '../../workspace/context';
import type { Spec } from '../../workspace/readSpec';
import { releaseBases } from '../../worktree/slots/bases';
import { namesIn } from '../../state/onDisk';
import { settleCommit } from '../../worktree/commit/userIndex';
import { discard, emptyTrash, refName, slotsOf } from '../../worktree/slots/slots';
import { type Isolated, type Isolation, isolationOf, isThere } from './isolation';

/** Temporary files of a process that lives are younger. */
const SCRATCH_AGE_MS = 3_600_000;

/**
 * A tree with the work of an agent that was done: whoever does the task next goes on from there. Nobody does one that has
 * landed (its run was killed before it let go of it), or that is gone; those of other specs are for their own `begin`.
 */
function isWorthTaking(
  { spec, task, note }: ListedLease,
  context: Pick<RunContext, 'spec' | 'specs'>,
  { plan }: Spec,
): boolean {
  if (note?.ending == null || !isThere(note.worktree)) return false;
  if (spec !== context.spec.name) return context.specs.some(({ name }) => name === spec);
  return (plan.tasks.get(task)?.task.state ?? 'done') !== 'done';
}

/** Ends what killed runs left running, and forgets their leases and trees. */
export async function cleanUpAfterKilled(
  context: Pick<RunContext, 'workspaceRoot' | 'spec' | 'specs'>,
  isolation: Isolation,
  current: Spec,
): Promise<void> {
  const { workspaceRoot } = context;
  const dead = listLeases(workspaceRoot).filter((lease) => lease.dead);
  for (const { folder, note } of dead)
    if (note) await endMarked(markOf(folder, note.startedAt), ORPHAN_GRACE_MS);
  await withWorkspaceLock(workspaceRoot, () => {
    for (const lease of dead) if (!isWorthTaking(lease, context, current)) dropLease(workspaceRoot, lease);
  });
  await closeAccounts(workspaceRoot);
  if (isolation.kind === 'none') return;
  await withWorkspaceLock(workspaceRoot, () => settleCommit(isolation.repository));
  await discardSpares({ workspaceRoot }, isolation);
}

/** Forgets what runs have spent whose `nx` is gone, once the ledger knows it: one that was killed may not have entered it. */
async function closeAccounts(workspaceRoot: string): Promise<void> {
  if (listAccounts(workspaceRoot).length === 0) return;
  await withWorkspaceLock(workspaceRoot, () => {
    const closed = listAccounts(workspaceRoot).filter((account) => isClosed(account, Date.now()));
    if (closed.length === 0) return;
    const entered = updateLedgerLocked(workspaceRoot, (ledger) => closed.reduce(enterAccount, ledger));
    if (entered.ok) for (const account of closed) dropAccount(workspaceRoot, account);
  });
}

/** Removes trees that nobody works in. Those that a failed attempt left for people are kept. */
export async function discardSpares(
  { workspaceRoot }: Pick<RunContext, 'workspaceRoot'>,
  { repository, folders }: Isolated,
): Promise<void> {
  await withWorkspaceLock(workspaceRoot, async () => {
    const inUse = slotsInUse(workspaceRoot);
    for (const path of slotsOf(folders)) if (!inUse.has(path)) discard(folders, path);
    await releaseBases(repository, refName(folders), basesInUse(workspaceRoot));
  });
  removeOldScratch(folders.scratch);
  await emptyTrash(folders);
}

/** At the end of a run, whatever came of it: as {@link discardSpares}. */
export async function clearSpares(workspaceRoot: string): Promise<void> {
  const config = loadConfig(workspaceRoot);
  const isolation = config.ok ? await isolationOf({ workspaceRoot }, config.value) : config;
  if (!isolation.ok || isolation.value.kind === 'none') return;
  await discardSpares({ workspaceRoot }, isolation.value);
}

/** Forgets what failed attempts of this spec left, where the task is done by now, or gone. */
export async function discardKept(
  { workspaceRoot, spec }: Pick<RunContext, 'workspaceRoot' | 'spec'>,
  { folders }: Isolated,
  { plan }: Spec,
): Promise<void> {
  const folder = join(folders.kept, spec.name);
  const over = namesIn(folder).filter((id) => (plan.tasks.get(id)?.task.state ?? 'done') === 'done');
  if (over.length === 0) return;
  await withWorkspaceLock(workspaceRoot, () => {
    for (const id of over) discard(folders, join(folder, id));
  });
  await emptyTrash(folders);
}

function removeOldScratch(folder: string): void {
  for (const name of namesIn(folder)) {
    const path = join(folder, name);
    const age = Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
    if (age > SCRATCH_AGE_MS) rmSync(path, { recursive: true, force: true });
  }
}
