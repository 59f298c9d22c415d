/**
 * Each task's results that were made here, one for each definition and agent that the task had: whoever goes back to
 * earlier words, an earlier agent or an earlier context does not pay again. And when Nx finds a result in its cache, it puts
 * that in the place of the newer one; where it then does not land (damaged, or it does not merge with what the user did
 * since), what was done instead would be lost.
 */
import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { sha256 } from '../plan/digest';
import type { TaskResult } from './resultSchema';
import { folderOf, type OwnCopy, readResult, RESULT_FILES } from './resultStore';

/** What makes a result that of a task as it is now: the task's digest, and the key of its agent's settings. */
export type Wanted = Pick<TaskResult, 'digest' | 'settings'>;

/** Of one task. The oldest go first. */
const KEPT_AT_MOST = 10;

/** Which copy holds the result that is wanted. */
export function ownCopy({ digest, settings }: Wanted): OwnCopy {
  return { copy: sha256(digest, settings).slice(0, 16) };
}

/** Keeps a copy of what was just stored. As well as it can: without the copy, work may be done twice, no worse. */
export function keepOwn(workspaceRoot: string, spec: string, task: string, wanted: Wanted): void {
  const from = folderOf(workspaceRoot, spec, task);
  const to = folderOf(workspaceRoot, spec, task, 'own', ownCopy(wanted).copy);
  if (!from.ok || !to.ok) return;
  if (copyAll(from.value, to.value)) clearOldest(join(to.value, '..'));
}

/** Puts the copy back in the place of what is stored. Returns whether there was one, another than what is stored. */
export function bringBackOwn(workspaceRoot: string, spec: string, task: string, wanted: Wanted): boolean {
  const own = readResult(workspaceRoot, spec, task, ownCopy(wanted));
  if (!own) return false;
  const stored = readResult(workspaceRoot, spec, task);
  if (JSON.stringify(stored?.result) === JSON.stringify(own.result)) return false;
  const from = folderOf(workspaceRoot, spec, task, 'own', ownCopy(wanted).copy);
  const to = folderOf(workspaceRoot, spec, task);
  return from.ok && to.ok && copyAll(from.value, to.value);
}

/** Killed half-way, it leaves what is read as no result. */
function copyAll(source: string, target: string): boolean {
  try {
    rmSync(target, { recursive: true, force: true });
    mkdirSync(target, { recursive: true });
    for (const name of RESULT_FILES) {
      const file = join(source, name);
      if (existsSync(file)) copyFileSync(file, join(target, name));
    }
    return true;
  } catch {
    return false;
  }
}

function clearOldest(folder: string): void {
  try {
    const copies = readdirSync(folder).map((name) => join(folder, name));
    if (copies.length <= KEPT_AT_MOST) return;
    const byAge = copies
      .map((path) => ({ path, at: statSync(path).mtimeMs }))
      .toSorted((a, b) => b.at - a.at);
    for (const { path } of byAge.slice(KEPT_AT_MOST)) rmSync(path, { recursive: true, force: true });
  } catch {
    // Another process clears them too.
  }
}
