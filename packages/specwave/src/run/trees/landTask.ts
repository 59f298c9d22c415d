/** Landing: takes a result over into the working tree, ticks the box and records it, as one step under the workspace's lock. */
import { loadConfig } from '../../config/load';
import { fail, ok, type Problem, type Result } from '../../config/problem';
import type { Config } from '../../config/schema';
import { completedTasks, recordTask } from '../../ledger/entries';
import type { TaskEntry } from '../../ledger/schema';
import { updateLedgerLocked } from '../../ledger/store';
import { tickOnDisk } from '../../ledger/tickFile';
import { wordsDigest } from '../../plan/digest';
import { withWorkspaceLock } from '../../state/lock';
import type { TaskResult } from '../../state/resultSchema';
import { reservedAmong } from '../../verify/reservedPaths';
import type { RunContext } from '../../workspace/context';
import { readSpec, progressOf } from '../../workspace/readSpec';
import { commitLocked, commitWork } from './commitWork';
import { installDue } from './install';
import type { Isolation } from './isolation';
import { landFiles } from './landFiles';
import { reservedFiles } from './reserved';

/** What is to land. `patch`: null where agents share the tree, and the work is in it already. */
export interface ToLand {
  digest: string;
  files: TaskResult['files'];
  patch: Buffer | null;
  entry: TaskEntry;
  /** Why it is right, where that is not plain. */
  remarks: string[];
}

export type Landed =
  /** `files`: what the landing changed in the tree; `already`: somebody else had landed it. */
  | { kind: 'landed'; already: boolean }
  /** Files that do not merge with what landed, or was changed, since the agent started. */
  | { kind: 'conflict'; files: string[] }
  /** The task is another one by now, or gone. */
  | { kind: 'changed'; problem: Problem }
  /** Does not land whatever the tree looks like. */
  | { kind: 'refused'; reason: string };

function changed(taskFile: string, id: string): Problem {
  return {
    code: 'task-changed',
    severity: 'error',
    message: `Task ${id} was changed while its agent worked (its own words, a file beside the task list, or what it depends on), so the result is not this task's any more.`,
    file: taskFile,
    next: 'Run again: the task is done anew, as it stands now.',
  };
}

/**
 * Lands a result, and installs what it asks for. Idempotent: what the tree holds already stays, what is ticked already is no
 * problem. Problems are those of reading and writing: spec, ledger, tree, task list. An install that fails is said, and is no
 * problem of this landing: no other task starts after it.
 */
export async function landTask(
  context: RunContext,
  isolation: Isolation,
  taskId: string,
  result: ToLand,
): Promise<Result<Landed>> {
  const { workspaceRoot } = context;
  const reserved = reservedAmong(
    result.files.map(({ path }) => path),
    reservedFiles(context),
  );
  if (reserved.length > 0)
    return ok({
      kind: 'refused',
      reason: `The result changes ${reserved.join(', ')}, which only Specwave may write.`,
    });
  const config = loadConfig(workspaceRoot);
  if (!config.ok) return config;
  for (let waits = true; ;) {
    const done = await withWorkspaceLock(workspaceRoot, () =>
      landLocked(context, isolation, config.value, taskId, result, waits),
    );
    const landing = done.ok ? done.value : done;
    if (!landing.ok) return landing;
    const landed = landing.value;
    if (landed.kind === 'busy') {
      // Work that is done lands, whatever becomes of the packages of others.
      waits = (await installDue(context, config.value)) === null && !context.signal.aborted;
      continue;
    }
    if (landed.kind !== 'landed') return ok(landed);
    if (landed.asks) {
      await installDue(context, config.value);
      // With the lock file as it is now.
      await commitWork(context, isolation, 'task');
    }
    return ok({ kind: 'landed', already: landed.already });
  }
}

type LandedLocked =
  | Exclude<Landed, { kind: 'landed' }>
  | { kind: 'landed'; already: boolean; asks: boolean }
  | { kind: 'busy' };

async function landLocked(
  context: RunContext,
  isolation: Isolation,
  config: Config,
  taskId: string,
  { digest, files, patch, entry }: ToLand,
  waits: boolean,
): Promise<Result<LandedLocked>> {
  const { workspaceRoot, spec } = context;
  const read = readSpec(context);
  if (!read.ok) return read;
  const { plan, digests, identity, rules } = read.value;
  const planned = plan.tasks.get(taskId);
  if (planned?.task.state === 'done') return ok({ kind: 'landed', already: true, asks: false });
  if (!planned || digests.get(taskId) !== digest)
    return ok({ kind: 'changed', problem: changed(identity.taskFile, taskId) });

  const landing = await landFiles(context, isolation, config, taskId, { files, patch }, waits);
  if (!landing.ok) return landing;
  if (landing.value.kind !== 'landed') return ok(landing.value);
  // The tick is what counts: killed before the record, `begin` completes that.
  const recorded = updateLedgerLocked(workspaceRoot, (ledger) => {
    // A task without a box is done once the ledger says so, which it will when this is written.
    const completed = completedTasks(ledger, spec.name).add(taskId);
    const ticked = tickOnDisk(workspaceRoot, identity.taskFile, planned.task, completed, rules);
    if (!ticked.ok) return ticked.problems;
    const landed = { ...entry, words: wordsDigest(planned.task) };
    return recordTask(ledger, spec.name, taskId, landed, {
      ...progressOf(ticked.value.list),
      now: new Date(),
    });
  });
  if (!recorded.ok) return fail(...recorded.problems);
  const { asks } = landing.value;
  if (!asks) await commitLocked(context, isolation, 'task');
  return ok({ kind: 'landed', already: false, asks });
}
