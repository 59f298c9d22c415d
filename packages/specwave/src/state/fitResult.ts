/** A stored result that a task may land again: for plans, which only look, as for whoever lands it. */
import { ownCopy, type Wanted } from './ownResults';
import type { TaskResult } from './resultSchema';
import { readResult, type Shelf } from './resultStore';

/** The stored result of a task, where it is this task's: same digest, same agent settings, fit to land, with its patch. */
export function fitResult(
  workspaceRoot: string,
  spec: string,
  task: string,
  wanted: Wanted,
  shelf: Shelf = 'results',
): { result: TaskResult; patch: Buffer } | null {
  const { digest, settings } = wanted;
  const stored = readResult(workspaceRoot, spec, task, shelf === 'own' ? ownCopy(wanted) : undefined);
  if (!stored || stored.patch === null) return null;
  const { result, patch } = stored;
  const isOurs = result.outcome === 'landed' && result.digest === digest && result.settings === settings;
  return isOurs ? { result, patch } : null;
}
