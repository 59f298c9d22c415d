/** A stored result that a task may land again: for plans, which only look, as for whoever lands it. */
import type { TaskResult } from './resultSchema';
import { readResult, type Shelf } from './resultStore';

/** Who asks: the task's digest and the agent's settings key now. */
export type Wanted = Pick<TaskResult, 'digest' | 'settings'>;

/** The stored result of a task, where it is this task's: same digest, same agent settings, fit to land, with its patch. */
export function fitResult(
  workspaceRoot: string,
  spec: string,
  task: string,
  { digest, settings }: Wanted,
  shelf: Shelf = 'results',
): { result: TaskResult; patch: Buffer } | null {
  const stored = readResult(workspaceRoot, spec, task, shelf);
  if (!stored || stored.patch === null) return null;
  const { result, patch } = stored;
  const isOurs = result.outcome === 'landed' && result.digest === digest && result.settings === settings;
  return isOurs ? { result, patch } : null;
}
