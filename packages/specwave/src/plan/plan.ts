/** From a task list to waves: what runs when, and after what. Pure. */
import type { Problem } from '../config/problem';
import type { Layer, Task, TaskList } from '../tasklist/model';
import { isCheckpoint, isWork } from '../tasklist/work';
import { declaredDependencies } from './dependencies';
import { orderMeant } from './orderMeant';
import { addOrder, type Edges, sortByDependencies } from './graph';

export interface PlannedTask {
  task: Task;
  wave: number;
  /** Declared dependencies: part of what defines the task, and so of its digest. */
  dependsOn: string[];
  /** Tasks of the same wave that come before it: declared, sequential layer, or the same file. */
  after: string[];
}

export interface Wave {
  /** Counts from 0 without gaps: `wave-0`. */
  index: number;
  /** The layer's words; `Tasks` for a list without layers. */
  title: string;
  tasks: PlannedTask[];
}

export interface Plan {
  waves: Wave[];
  tasks: Map<string, PlannedTask>;
  /** The reader's problems and the planner's. */
  problems: Problem[];
}

/** Files that two tasks of one wave must not write at the same time: all that they name. */
function filesOf(task: Task): Set<string> {
  return new Set([...task.files, ...task.mentions]);
}

/** Orders the tasks of one wave among themselves; `edges` gains the order's edges. */
function orderWithin(tasks: readonly Task[], layer: Layer, edges: Edges): void {
  switch (layer.order) {
    case 'sequential':
      tasks.forEach((task, place) => {
        const before = tasks[place - 1];
        if (before) addOrder(edges, task.id, before.id);
      });
      break;
    case 'marked':
      for (const strand of strandsOf(tasks)) orderMarked(strand, edges);
      orderStrands(tasks, edges);
      break;
    case 'parallel':
      orderCheckpoints(tasks, edges);
      break;
  }
  const lastWriter = new Map<string, Task>();
  const place = new Map(sortByDependencies(edges).order.map((id, index) => [id, index]));
  const inOrder = tasks.toSorted((a, b) => (place.get(a.id) ?? 0) - (place.get(b.id) ?? 0));
  for (const task of inOrder) {
    for (const file of filesOf(task)) {
      const before = lastWriter.get(file);
      if (before) addOrder(edges, task.id, before.id);
      lastWriter.set(file, task);
    }
  }
}

/** A checkpoint comes after all before it, and all behind it after the checkpoint. */
function orderCheckpoints(tasks: readonly Task[], edges: Edges): void {
  let checkpoint: Task | null = null;
  let since: Task[] = [];
  for (const task of tasks) {
    const waitsFor = isCheckpoint(task) && since.length > 0 ? since : checkpoint ? [checkpoint] : [];
    for (const each of waitsFor) addOrder(edges, task.id, each.id);
    if (isCheckpoint(task)) [checkpoint, since] = [task, []];
    else since.push(task);
  }
}

/** Tasks that may wait for one another: all of the wave, or those of each strand. */
function strandsOf(tasks: readonly Task[]): Task[][] {
  const strands = new Map<number | null, Task[]>();
  for (const task of tasks) {
    const key = task.strand?.number ?? null;
    strands.set(key, [...(strands.get(key) ?? []), task]);
  }
  return [...strands.values()];
}

/** A strand comes after those that its heading names. */
function orderStrands(tasks: readonly Task[], edges: Edges): void {
  for (const task of tasks) {
    const { after = [] } = task.strand ?? {};
    if (after.length === 0) continue;
    for (const before of tasks.filter(({ strand }) => strand && after.includes(strand.number)))
      addOrder(edges, task.id, before.id);
  }
}

/** Spec Kit: a run of `[P]` neighbours starts together, after the task before the run; any other task waits for all before it. */
function orderMarked(tasks: readonly Task[], edges: Edges): void {
  let barrier: Task[] = [];
  let group: Task[] = [];
  let groupIsParallel = false;
  for (const task of tasks) {
    if (!(task.parallel && groupIsParallel && task.section === group.at(-1)?.section)) {
      if (group.length > 0) barrier = group;
      group = [];
    }
    for (const before of barrier) addOrder(edges, task.id, before.id);
    group.push(task);
    groupIsParallel = task.parallel;
  }
}

/** The wave of each task: that of its layer, or a later one where it depends on a task of a later layer. */
function assignWaves(
  leaves: readonly Task[],
  layers: readonly Layer[],
  edges: Edges,
  file: string,
): { waveOf: Map<string, number>; problems: Problem[] } {
  const position = new Map(layers.map((layer, index) => [layer.number, index]));
  const byId = new Map(leaves.map((task) => [task.id, task]));
  const waveOf = new Map<string, number>();
  const problems: Problem[] = [];
  for (const id of sortByDependencies(edges).order) {
    const task = byId.get(id);
    if (!task) continue;
    const own = task.layer === null ? 0 : (position.get(task.layer) ?? 0);
    let wave = own;
    for (const before of edges.get(id) ?? []) wave = Math.max(wave, waveOf.get(before) ?? 0);
    waveOf.set(id, wave);
    if (wave > own) {
      const cause = [...(edges.get(id) ?? [])].find((before) => waveOf.get(before) === wave);
      problems.push({
        code: 'depends-on-later-layer',
        severity: 'warning',
        message: `Task ${id} stands in "${layers[own]?.title}" and depends on ${cause}, which comes later ("${layers[wave]?.title}"): it runs in that later wave.`,
        file,
        at: task.at,
        next: 'Move the task to the later layer, or take the dependency out.',
      });
    }
  }
  return { waveOf, problems };
}

/**
 * Plans a task list. Layers become waves, in ascending order, empty ones left out; a list without layers is one
 * wave. Containers are no part of it: they have no work of their own. Never fails: what cannot be planned
 * (unknown, circular dependencies) is left out and reported, with `file` as its place.
 */
export function planTasks(list: TaskList, file: string): Plan {
  const leaves = list.tasks.filter(isWork);
  const declared = declaredDependencies(list, file);
  const edges = declared.edges;
  const dependsOn = new Map([...edges].map(([id, before]) => [id, [...before]]));
  const assigned = assignWaves(leaves, list.layers, edges, file);
  addDependenciesOnEarlierWaves(leaves, assigned.waveOf, dependsOn);

  const layers: Layer[] =
    list.layers.length > 0 ? list.layers : [{ number: 0, title: 'Tasks', order: list.order }];
  const waves: Wave[] = [];
  const tasks = new Map<string, PlannedTask>();
  const unclear: Problem[] = [];
  layers.forEach((layer, position) => {
    const inWave = leaves.filter((task) => assigned.waveOf.get(task.id) === position);
    if (inWave.length === 0) return;
    orderWithin(inWave, layer, edges);
    const ids = new Set(inWave.map((task) => task.id));
    const index = waves.length;
    const planned = inWave.map((task): PlannedTask => {
      const after = [...(edges.get(task.id) ?? [])].filter((id) => ids.has(id));
      return { task, wave: index, dependsOn: dependsOn.get(task.id) ?? [], after };
    });
    if (layer.order === 'parallel') unclear.push(...orderMeant(planned, layer.title, file));
    for (const each of planned) tasks.set(each.task.id, each);
    waves.push({ index, title: layer.title, tasks: planned });
  });
  return {
    waves,
    tasks,
    problems: [...list.problems, ...declared.problems, ...assigned.problems, ...unclear],
  };
}

/** `Dependencies: All layers complete` makes everything before it part of what the task builds on. */
function addDependenciesOnEarlierWaves(
  leaves: readonly Task[],
  waveOf: ReadonlyMap<string, number>,
  dependsOn: Map<string, string[]>,
): void {
  for (const task of leaves) {
    if (!task.dependsOnEarlierLayers) continue;
    const own = waveOf.get(task.id) ?? 0;
    const earlier = leaves.filter((each) => (waveOf.get(each.id) ?? 0) < own).map((each) => each.id);
    dependsOn.set(task.id, [...new Set([...(dependsOn.get(task.id) ?? []), ...earlier])]);
  }
}
