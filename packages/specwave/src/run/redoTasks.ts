/** `redo`: takes ticks back, so that an agent does these tasks anew, and what builds on them. Runs nothing. */
import { fail, ok, type Problem, type Result } from '../config/problem';
import { completedTasks } from '../ledger/entries';
import { asidePath, enterRedo, putAside } from '../ledger/redo';
import { updateLedgerLocked } from '../ledger/store';
import { untickOnDisk } from '../ledger/tickFile';
import { type TaskToRedo, tasksToRedo } from '../plan/redo';
import { listLeases } from '../state/lease';
import { withWorkspaceLock } from '../state/lock';
import { isOpenWork } from '../tasklist/work';
import type { RunContext } from '../workspace/context';
import { type Spec, readSpec, progressOf } from '../workspace/readSpec';
import { commitLocked } from './trees/commitWork';
import { isolationOf } from './trees/isolation';
import { updateProjectFiles } from './trees/projectStatus';

/** Tasks that a run is doing at this moment: what it leaves would be of a task that is asked for anew. */
function underWay(
  { workspaceRoot, spec }: RunContext,
  current: Spec,
  tasks: readonly TaskToRedo[],
): Problem[] {
  const held = new Set(
    listLeases(workspaceRoot).flatMap((lease) =>
      lease.spec === spec.name && !lease.dead ? [lease.task] : [],
    ),
  );
  return tasks.flatMap(({ planned: { task } }): Problem[] =>
    held.has(task.id)
      ? [
          {
            code: 'task-in-progress',
            severity: 'error',
            message: `Another run is doing task ${task.id} of ${spec.name} at this moment, so nothing was changed; a task that no run has was expected.`,
            file: current.identity.taskFile,
            at: task.at,
            next: 'Wait for that run, or stop it (Ctrl-C), and ask again.',
          },
        ]
      : [],
  );
}

/** Boxes and ledger, as one step: what is unticked without the ledger's word would be replayed. */
function takeBack(
  { workspaceRoot, spec }: RunContext,
  current: Spec,
  tasks: readonly TaskToRedo[],
  now: Date,
) {
  const redone = tasks.map(({ planned: { task, wave } }) => {
    return { id: task.id, wave, wasDone: task.state === 'done' };
  });
  return updateLedgerLocked(workspaceRoot, (ledger) => {
    const completed = completedTasks(ledger, spec.name);
    // A task without a box is open once the ledger says so, which it will when this is written.
    for (const { id } of redone) completed.delete(id);
    const expected = tasks.map(({ planned }) => planned.task);
    const unticked = untickOnDisk(
      workspaceRoot,
      current.identity.taskFile,
      expected,
      completed,
      current.rules,
    );
    if (!unticked.ok) return unticked.problems;
    return enterRedo(ledger, spec, redone, { ...progressOf(unticked.value.list), now });
  });
}

/**
 * Takes back these tasks (ids, of containers too), all from wave `fromWave` (counted from 0) on, and what is declared
 * to build on them: boxes, the ledger's entries, gates; old results are put aside. The work in the tree stays as it
 * is. `dryRun`: only says what would be. Problems: those of `tasksToRedo`, `task-in-progress`, and those of reading
 * and writing the spec and the ledger; then nothing was changed, or asking again makes up for the rest.
 */
export async function redoTasks(
  context: RunContext,
  tasks: readonly string[],
  fromWave: number | null,
  dryRun: boolean,
): Promise<Result<null>> {
  const done = await withWorkspaceLock(context.workspaceRoot, () =>
    redoLocked(context, { tasks, fromWave }, dryRun),
  );
  return done.ok ? done.value : done;
}

async function redoLocked(
  context: RunContext,
  asked: { tasks: readonly string[]; fromWave: number | null },
  dryRun: boolean,
): Promise<Result<null>> {
  const { workspaceRoot, spec, report } = context;
  const read = readSpec(context);
  if (!read.ok) return read;
  const current = read.value;
  const { identity, list } = current;
  const found = tasksToRedo(current, asked, spec.name, identity.taskFile);
  if (!found.ok) return found;
  const busy = underWay(context, current, found.value);
  if (busy.length > 0) return fail(...busy);

  let aside = false;
  if (!dryRun) {
    const isolation = await isolationOf(context, current.config);
    if (!isolation.ok) return isolation;
    // What will be done builds on work whose results are put aside: committed now, or never by us.
    await commitLocked(context, isolation.value, 'spec');
    const now = new Date();
    const entered = takeBack(context, current, found.value, now);
    if (!entered.ok) return entered;
    const after = readSpec(context);
    const warnings = after.ok ? updateProjectFiles(context, after.value) : after.problems;
    for (const problem of warnings) report({ type: 'problem', problem });
    for (const { planned } of found.value) {
      const put = putAside(workspaceRoot, spec.name, planned.task.id, now);
      if (!put.ok) for (const problem of put.problems) report({ type: 'problem', problem });
      else aside = put.value || aside;
    }
  }
  const again = new Set(found.value.map(({ planned }) => planned.task.id));
  report({
    type: 'redo',
    spec: spec.name,
    title: identity.title,
    dryRun,
    tasks: found.value.map(({ planned: { task, wave }, because }) => {
      return { id: task.id, title: task.title, wave, because, wasDone: task.state === 'done' };
    }),
    alsoOpen: list.tasks.filter((task) => isOpenWork(task) && !again.has(task.id)).length,
    aside: aside ? asidePath(spec.name) : null,
  });
  return ok(null);
}
