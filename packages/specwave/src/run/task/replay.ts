/** Results that are there already: from an earlier run, or restored by Nx from its cache. */
import { timestamp } from '../../ledger/timestamp';
import type { TaskResult } from '../../state/resultSchema';
import { fitResult, type Wanted } from '../../state/fitResult';
import { readResult } from '../../state/resultStore';
import type { TaskEntry } from '../../ledger/schema';
import type { Unchecked } from './ending';
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

/** A stored result that is fit to land, as it is landed. */
export function storedResult(
  workspaceRoot: string,
  spec: string,
  task: string,
  wanted: Wanted,
): ToLand | null {
  const fit = fitResult(workspaceRoot, spec, task, wanted);
  if (!fit) return null;
  const { result, patch } = fit;
  return { digest: wanted.digest, files: result.files, patch, entry: landedEntry(result) };
}

/** Work of an agent that was done when its run was interrupted: stored as `cancelled`, with its patch. */
export function uncheckedWork({ context, name, digest, agent }: TaskRun): Unchecked | null {
  const stored = readResult(context.workspaceRoot, name.spec, name.task);
  if (!stored || stored.patch === null || stored.result.outcome !== 'cancelled') return null;
  const { files, usage } = stored.result;
  const isOurs = stored.result.digest === digest && stored.result.settings === agent.key;
  return isOurs ? { files, usage, patch: stored.patch } : null;
}
