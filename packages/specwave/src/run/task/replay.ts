/** Results that are there already: from an earlier run, or restored by Nx from its cache. */
import { timestamp } from '../../ledger/timestamp';
import type { TaskResult } from '../../state/resultSchema';
import { readResult } from '../../state/resultStore';
import type { TaskEntry } from '../../ledger/schema';
import type { Unchecked } from './work';
import type { ToLand } from '../trees/landTask';
import type { TaskRun } from './taskRun';

/** What the ledger says of a task that has landed. */
export function landedEntry(result: Omit<TaskResult, 'version' | 'spec' | 'task' | 'patch'>): TaskEntry {
  return {
    status: 'completed',
    outcome: 'landed',
    agent: result.agent,
    digest: result.digest,
    attempts: result.attempts,
    started_at: timestamp(new Date(result.started_at)),
    completed_at: timestamp(new Date(result.ended_at)),
    duration_ms: result.duration_ms,
    // Or what was paid before: see `recordTask`. A result that is replayed costs nothing.
    cost_usd: 0,
    files: result.files.map(({ path }) => path),
  };
}

/** The stored result of a task, where it is this task's: same digest, same agent settings, fit to land, with its patch. */
export function storedResult(
  workspaceRoot: string,
  spec: string,
  task: string,
  { digest, settings }: Pick<TaskResult, 'digest' | 'settings'>,
): ToLand | null {
  const stored = readResult(workspaceRoot, spec, task);
  if (!stored || stored.patch === null) return null;
  const { result, patch } = stored;
  const isOurs = result.outcome === 'landed' && result.digest === digest && result.settings === settings;
  return isOurs ? { digest, files: result.files, patch, entry: landedEntry(result) } : null;
}

/** Work of an agent that was done when its run was interrupted: stored as `cancelled`, with its patch. */
export function uncheckedWork({ context, name, digest, agent }: TaskRun): Unchecked | null {
  const stored = readResult(context.workspaceRoot, name.spec, name.task);
  if (!stored || stored.patch === null || stored.result.outcome !== 'cancelled') return null;
  const { files, usage } = stored.result;
  const isOurs = stored.result.digest === digest && stored.result.settings === agent.key;
  return isOurs ? { files, usage, patch: stored.patch } : null;
}
