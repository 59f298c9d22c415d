/** Which tasks are to be done again. Pure. */
import { nearest } from '../config/nearest';
import { fail, ok, type Problem, type Result } from '../config/problem';
import type { Task, TaskList } from '../tasklist/model';
import { isWork } from '../tasklist/work';
import { edgesOf } from './graph';
import type { Plan, PlannedTask } from './plan';

/** What the user asked for. `tasks`: ids of tasks, or of containers for all that is in them. `fromWave` counts from 0. */
export interface AskedRedo {
  tasks: readonly string[];
  fromWave: number | null;
}

export interface TaskToRedo {
  planned: PlannedTask;
  /** The id of the task that this one builds on; null where it was asked for itself. */
  because: string | null;
}

/** More names than these help nobody to find the right one. */
const NAMED_AT_MOST = 20;

/** The tasks that an id names: itself, or what is in the container. */
function named(id: string, list: TaskList, plan: Plan): string[] {
  if (plan.tasks.has(id)) return [id];
  const byId = new Map(list.tasks.map((task) => [task.id, task]));
  const isWithin = (task: Task): boolean => {
    const seen = new Set<string>();
    for (let parent = task.parent; parent !== null && !seen.has(parent);) {
      if (parent === id) return true;
      seen.add(parent);
      parent = byId.get(parent)?.parent ?? null;
    }
    return false;
  };
  return list.tasks.filter((task) => isWork(task) && isWithin(task)).map((task) => task.id);
}

function unknownTask(id: string, list: TaskList, spec: string, file: string): Problem {
  const ids = list.tasks.map((task) => task.id);
  const meant = nearest(id, ids);
  const some = ids.slice(0, NAMED_AT_MOST).join(', ');
  const more = ids.length > NAMED_AT_MOST ? `, and ${ids.length - NAMED_AT_MOST} more` : '';
  return {
    code: 'unknown-task',
    severity: 'error',
    message: `${spec} has no task ${id}. Its tasks: ${some || 'none'}${more}.`,
    file,
    next: meant === null ? `Run: npx specwave plan ${spec}` : `Did you mean \`${meant}\`?`,
  };
}

function unknownWave(wave: number, plan: Plan, spec: string, file: string): Problem {
  const last = plan.waves.length - 1;
  const known = last < 0 ? 'it has none' : last === 0 ? 'it has wave 0 only' : `it has waves 0 to ${last}`;
  return {
    code: 'unknown-wave',
    severity: 'error',
    message: `${spec} has no wave ${wave}: ${known}.`,
    file,
    next: `Run: npx specwave plan ${spec}`,
  };
}

/** Each task with the ids of those that declare to build on it. */
function buildersOf(plan: Plan): Map<string, Set<string>> {
  const builders = edgesOf(plan.tasks.keys());
  for (const [id, { dependsOn }] of plan.tasks) for (const before of dependsOn) builders.get(before)?.add(id);
  return builders;
}

/**
 * What is asked for and all that is declared to build on it, through any number of tasks, in the order of the waves.
 * `file` is the place of problems: `unknown-task` (one for each), `unknown-wave`, `nothing-to-redo`.
 */
export function tasksToRedo(
  { list, plan }: { list: TaskList; plan: Plan },
  { tasks, fromWave }: AskedRedo,
  spec: string,
  file: string,
): Result<TaskToRedo[]> {
  if (tasks.length === 0 && fromWave === null)
    return fail({
      code: 'nothing-to-redo',
      severity: 'error',
      message: `Nothing of ${spec} is named that is to be done again; ids of tasks were expected, or --from-wave.`,
      file,
      next: `Run: npx specwave plan ${spec}, and name its tasks: npx specwave redo ${spec} <task>`,
    });
  const problems: Problem[] = [];
  const because = new Map<string, string | null>();
  for (const id of tasks) {
    const found = named(id, list, plan);
    if (found.length === 0) problems.push(unknownTask(id, list, spec, file));
    for (const each of found) because.set(each, null);
  }
  if (fromWave !== null && !plan.waves[fromWave]) problems.push(unknownWave(fromWave, plan, spec, file));
  for (const [id, { wave }] of plan.tasks) if (fromWave !== null && wave >= fromWave) because.set(id, null);
  if (problems.length > 0) return fail(...problems);

  const builders = buildersOf(plan);
  // A map is walked in the order of entering, those entered meanwhile included.
  for (const id of because.keys())
    for (const builder of builders.get(id) ?? []) if (!because.has(builder)) because.set(builder, id);
  return ok(
    plan.waves.flatMap((wave) =>
      wave.tasks.flatMap((planned) => {
        const why = because.get(planned.task.id);
        return why === undefined ? [] : [{ planned, because: why }];
      }),
    ),
  );
}
