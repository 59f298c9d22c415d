/** From the words of an author (`Dependencies: T001, Task 5`) to the ids of tasks. */
import type { Problem } from '../config/problem';
import type { DependencyRef, Task, TaskList } from '../tasklist/model';
import { normaliseRef } from '../tasklist/references/ids';
import { isWork } from '../tasklist/work';
import { edgesOf, sortByDependencies, type Edges } from './graph';

/** Finds tasks by id first, then by what else they may be called, where only one is called so. */
function taskFinder(tasks: readonly Task[]): (ref: string) => Task | undefined {
  const byId = new Map(tasks.map((task) => [task.id, task]));
  const byAlias = new Map<string, Task | 'several'>();
  for (const task of tasks) {
    for (const alias of task.aliases) {
      const known = byAlias.get(alias);
      byAlias.set(alias, known === undefined || known === task ? task : 'several');
    }
  }
  return (ref) => {
    const exact = byId.get(ref);
    if (exact) return exact;
    const found = byAlias.get(normaliseRef(ref));
    return found === 'several' ? undefined : found;
  };
}

function unknown(list: TaskList, file: string, task: Task, dependency: DependencyRef): Problem {
  const some = list.tasks.slice(0, 5).map((each) => each.id);
  return {
    code: 'unknown-dependency',
    severity: 'error',
    message: `Task ${task.id} depends on "${dependency.ref}", and no task of this file is called so. Its tasks: ${some.join(', ')}${list.tasks.length > some.length ? ', ...' : ''}.`,
    file,
    at: dependency.at,
    next: 'Correct the id, or take the dependency out.',
  };
}

function circular(file: string, cycle: readonly string[], task: Task): Problem {
  const words =
    cycle.length === 1
      ? `Task ${task.id} depends on itself`
      : `These tasks wait for one another: ${[...cycle, cycle[0]].join(' → ')}`;
  return {
    code: 'circular-dependency',
    severity: 'error',
    message: `${words}.`,
    file,
    at: task.at,
    next: 'Take one of these dependencies out.',
  };
}

/**
 * What each leaf task (no container) comes after by declaration. A dependency on a container is one on all of
 * its leaves; unknown and circular ones are reported and left out, so that the rest can be planned.
 */
export function declaredDependencies(list: TaskList, file: string): { edges: Edges; problems: Problem[] } {
  const problems: Problem[] = [];
  const leaves = list.tasks.filter(isWork);
  const edges = edgesOf(leaves.map((task) => task.id));
  const find = taskFinder(list.tasks);
  const byId = new Map(list.tasks.map((task) => [task.id, task]));

  const isWithin = (task: Task, container: string): boolean => {
    for (let id = task.parent; id !== null; id = byId.get(id)?.parent ?? null) {
      if (id === container) return true;
    }
    return false;
  };
  const leavesOf = (task: Task): Task[] =>
    task.container ? leaves.filter((leaf) => isWithin(leaf, task.id)) : isWork(task) ? [task] : [];

  for (const task of leaves) {
    for (const dependency of task.dependencies) {
      const found = find(dependency.ref);
      if (!found) problems.push(unknown(list, file, task, dependency));
      // A sub-task that names its own group means the group's other work no more than itself.
      else if (!isWithin(task, found.id))
        for (const leaf of leavesOf(found)) edges.get(task.id)?.add(leaf.id);
    }
  }

  for (const cycle of sortByDependencies(edges).cycles) {
    const task = byId.get(cycle[0] ?? '');
    if (task) problems.push(circular(file, cycle, task));
    cycle.forEach((id, place) => edges.get(id)?.delete(cycle[(place + 1) % cycle.length] ?? id));
  }
  return { edges: withoutCycles(edges), problems };
}

/** Cycles that share edges may survive one pass of cutting: cut until none is left. */
function withoutCycles(edges: Edges): Edges {
  for (
    let cycles = sortByDependencies(edges).cycles;
    cycles.length > 0;
    cycles = sortByDependencies(edges).cycles
  ) {
    for (const cycle of cycles) edges.get(cycle[0] ?? '')?.delete(cycle[1] ?? cycle[0] ?? '');
  }
  return edges;
}
