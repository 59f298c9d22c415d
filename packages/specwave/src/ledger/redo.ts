/** What `specwave redo` leaves behind: the ledger's entries, and the old results put aside. */
import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { fail, ok, type Result } from '../config/problem';
import { errorCode } from '../config/systemError';
import { folderOf, type Shelf } from '../state/resultStore';
import { STATE_FOLDER } from '../state/stateFolder';
import { type Counts, openGate, recordTask, specOf } from './entries';
import type { Ledger } from './schema';

/** `wasDone`: only then has its wave something that its gate has to look at again. */
export interface RedoneTask {
  id: string;
  wave: number;
  wasDone: boolean;
}

/**
 * Enters tasks as to be done again: pending, with what they have cost, and with the moment, which makes results from
 * before those of another task (`digestOfRedo`). Gates of their waves are open again, and the spec is `partial`.
 */
export function enterRedo(
  ledger: Ledger,
  spec: { name: string; path: string },
  tasks: readonly RedoneTask[],
  counts: Counts,
): Ledger {
  const redoneAt = counts.now.toISOString();
  const { completed_at: _, ...before } = specOf(ledger, spec.name) ?? { path: spec.path };
  const partial = { ...before, status: 'partial' as const };
  let entered: Ledger = { ...ledger, specs: { ...ledger.specs, [spec.name]: partial } };
  for (const { id, wave, wasDone } of tasks) {
    if (wasDone) entered = openGate(entered, spec.name, wave);
    entered = recordTask(entered, spec.name, id, { status: 'pending', redone_at: redoneAt }, counts);
  }
  return entered;
}

const SHELVES: readonly Shelf[] = ['results', 'own'];

/** Where the old results of a spec's tasks lie, relative to the workspace root: to be shown to people. */
export function asidePath(spec: string): string {
  return `${STATE_FOLDER}/redone/${spec}`;
}

/**
 * Moves what is stored for a task to `.nx/specwave/redone/<spec>/<task>/<time>`. Resolves with whether there was
 * anything. Call it while holding the workspace's lock. Problems: `result-not-aside`, those of `folderOf`.
 */
export function putAside(workspaceRoot: string, spec: string, task: string, now: Date): Result<boolean> {
  const redone = folderOf(workspaceRoot, spec, task, 'redone');
  if (!redone.ok) return redone;
  // Colons are no characters of file names everywhere.
  const target = join(redone.value, now.toISOString().replaceAll(':', '-'));
  let moved = false;
  for (const shelf of SHELVES) {
    const folder = folderOf(workspaceRoot, spec, task, shelf);
    if (!folder.ok) return folder;
    if (!existsSync(folder.value)) continue;
    try {
      mkdirSync(target, { recursive: true });
      renameSync(folder.value, join(target, shelf));
      moved = true;
    } catch (error) {
      return fail({
        code: 'result-not-aside',
        severity: 'warning',
        message: `The old result of ${spec}:${task} could not be put aside (${errorCode(error)}); folders that can be written were expected. It is replaced when the task is done.`,
        file: `${STATE_FOLDER}/${shelf}/${spec}/${task}`,
        next: 'Copy it, if you want to keep it, before the task is done again.',
      });
    }
  }
  return ok(moved);
}
