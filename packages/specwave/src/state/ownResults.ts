/**
 * A second copy of each task's last result that was made here. When Nx finds one in its cache, it puts that in the
 * place of the newer one; where it then does not land (damaged, or it does not merge with what the user did since),
 * what was done instead would be lost, and paid for each time.
 */
import { copyFileSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { folderOf, readResult, RESULT_FILES, type Shelf } from './resultStore';

/** Keeps a copy of what was just stored. As well as it can: without the copy, work may be done twice, no worse. */
export function keepOwn(workspaceRoot: string, spec: string, task: string): void {
  copy(workspaceRoot, spec, task, 'results', 'own');
}

/** Puts the copy back in the place of what is stored. Returns whether there was one, another than what is stored. */
export function bringBackOwn(workspaceRoot: string, spec: string, task: string): boolean {
  const own = readResult(workspaceRoot, spec, task, 'own');
  if (!own) return false;
  const stored = readResult(workspaceRoot, spec, task);
  if (JSON.stringify(stored?.result) === JSON.stringify(own.result)) return false;
  return copy(workspaceRoot, spec, task, 'own', 'results');
}

/** Killed half-way, it leaves what is read as no result. */
function copy(workspaceRoot: string, spec: string, task: string, from: Shelf, to: Shelf): boolean {
  const source = folderOf(workspaceRoot, spec, task, from);
  const target = folderOf(workspaceRoot, spec, task, to);
  if (!source.ok || !target.ok) return false;
  try {
    rmSync(target.value, { recursive: true, force: true });
    mkdirSync(target.value, { recursive: true });
    for (const name of RESULT_FILES) {
      const file = join(source.value, name);
      if (existsSync(file)) copyFileSync(file, join(target.value, name));
    }
    return true;
  } catch {
    return false;
  }
}
