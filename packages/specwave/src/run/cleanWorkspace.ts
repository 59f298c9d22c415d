/** `clean`: takes away what belongs to no run. Never what a run holds, nor work that the next run goes on from. */
import { existsSync, lstatSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { loadConfig } from '../config/load';
import { ok, type Result } from '../config/problem';
import type { CleanedEvent, CleanedItem, Report } from '../report/events';
import { listLeases } from '../state/lease';
import { withWorkspaceLock } from '../state/lock';
import { STATE_FOLDER } from '../state/stateFolder';
import { allTreesFolders, forPeople } from '../state/treesFolder';
import { namesIn } from '../state/onDisk';
import { removeAll } from '../worktree/git/remove';
import { discard, emptyTrash, type SlotFolders, slotsOf } from '../worktree/slots/slots';
import { discardSpares } from './trees/cleanUp';
import { type Isolated, isolationOf } from './trees/isolation';

interface Leftover extends CleanedItem {
  /** Absolute. */
  at: string;
}

/** What runs hold: absolute paths of slots, and `spec/task` of what is being done. */
interface Held {
  slots: ReadonlySet<string>;
  tasks: ReadonlySet<string>;
}

/**
 * Removes what is left of runs that are over: spare trees, what failed attempts left, results that `redo` has put aside, and
 * the trees of workspaces that are gone. `dryRun`: only says what would go. Problems: those of the settings and of `isolationOf`.
 */
export async function cleanWorkspace(
  workspaceRoot: string,
  report: Report,
  dryRun: boolean,
): Promise<Result<null>> {
  const config = loadConfig(workspaceRoot);
  if (!config.ok) return config;
  const isolation = await isolationOf({ workspaceRoot }, config.value);
  if (!isolation.ok) return isolation;
  const isolated = isolation.value.kind === 'worktree' ? isolation.value : null;
  const found = [
    ...(isolated ? treesLeft(isolated.folders, heldIn(workspaceRoot)) : []),
    ...resultsLeft(workspaceRoot),
    ...goneWorkspaces(),
  ];
  if (!dryRun) {
    if (isolated) await removeTrees(workspaceRoot, isolated);
    const others = found.filter(({ what }) => what === 'results' || what === 'workspace');
    await removeAll(others.map(({ at }) => at));
  }
  const removed = found.filter(({ at }) => dryRun || !existsSync(at));
  report({ ...answer(removed, heldIn(workspaceRoot)), dryRun });
  return ok(null);
}

function answer(removed: readonly Leftover[], held: Held): Omit<CleanedEvent, 'dryRun'> {
  return {
    type: 'cleaned',
    items: removed.map(({ what, path, bytes }) => ({ what, path, bytes })),
    bytes: removed.reduce((sum, { bytes }) => sum + bytes, 0),
    held: held.slots.size,
  };
}

function heldIn(workspaceRoot: string): Held {
  const leases = listLeases(workspaceRoot);
  return {
    slots: new Set(leases.flatMap(({ note }) => note?.worktree ?? [])),
    // The next attempt may be told to look at what the one before left.
    tasks: new Set(leases.filter(({ dead }) => !dead).map(({ spec, task }) => `${spec}/${task}`)),
  };
}

function treesLeft(folders: SlotFolders, held: Held): Leftover[] {
  const spare = slotsOf(folders).filter((path) => !held.slots.has(path));
  const trash = namesIn(folders.trash).map((name) => join(folders.trash, name));
  return [
    ...[...spare, ...trash].map((path) => leftover('tree', path)),
    ...keptIn(folders, held).map((path) => leftover('kept', path)),
  ];
}

function keptIn({ kept }: SlotFolders, { tasks }: Held): string[] {
  const all = namesIn(kept).flatMap((spec) => namesIn(join(kept, spec)).map((task) => `${spec}/${task}`));
  return all.filter((name) => !tasks.has(name)).map((name) => join(kept, name));
}

function resultsLeft(workspaceRoot: string): Leftover[] {
  const aside = join(workspaceRoot, STATE_FOLDER, 'redone');
  if (!existsSync(aside)) return [];
  return [{ ...leftover('results', aside), path: relative(workspaceRoot, aside) }];
}

function goneWorkspaces(): Leftover[] {
  return allTreesFolders()
    .filter(({ workspace }) => !existsSync(workspace))
    .map(({ folder }) => leftover('workspace', folder));
}

async function removeTrees(workspaceRoot: string, isolated: Isolated): Promise<void> {
  const { folders } = isolated;
  await withWorkspaceLock(workspaceRoot, () => {
    for (const path of keptIn(folders, heldIn(workspaceRoot))) discard(folders, path);
  });
  await discardSpares({ workspaceRoot }, isolated);
  await emptyTrash(folders);
}

function leftover(what: CleanedItem['what'], at: string): Leftover {
  return { what, at, path: forPeople(at), bytes: sizeOf(at) };
}

/** Bytes of the files in a folder; no link is followed. */
function sizeOf(path: string): number {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (!stat?.isDirectory()) return stat?.size ?? 0;
  try {
    return readdirSync(path).reduce((sum, name) => sum + sizeOf(join(path, name)), 0);
  } catch {
    // A folder that may not be looked into.
    return 0;
  }
}
