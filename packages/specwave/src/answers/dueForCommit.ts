/** Which landed tasks the last commit does not hold. */
import { completedTasks, redoneTasks, taskOf } from '../ledger/entries';
import { parseLedger } from '../ledger/parse';
import { LEDGER_FILE } from '../ledger/store';
import { edgesOf, sortByDependencies } from '../plan/graph';
import { decodeTaskList } from '../tasklist/decode';
import type { Task, TaskList } from '../tasklist/model';
import { readTaskList } from '../tasklist/read';
import type { Spec } from '../workspace/readSpec';
import { readAtHead } from '../worktree/commit/commit';
import type { Repository } from '../worktree/git/repository';

export interface DueForCommit {
  /** In an order in which their patches apply. */
  tasks: Task[];
  /** Reads the task list as the last commit has it. */
  readList(bytes: Buffer): TaskList;
}

export async function dueForCommit(repository: Repository, current: Spec): Promise<DueForCommit> {
  const { taskFile, name } = current.identity;
  const atHead = await recordedInHead(repository, name);
  const readList = (bytes: Buffer): TaskList =>
    readTaskList(decodeTaskList(bytes).text, taskFile, atHead.completed, current.rules);
  const head = await readAtHead(repository, taskFile);
  const tasks = head === null ? landedTasks(current) : dueTasks(current, readList(head), atHead.redone);
  return { tasks, readList };
}

/** What the committed ledger says of a spec's tasks. `completed`: for tasks without a box. */
interface Recorded {
  completed: Set<string>;
  redone: Map<string, string>;
}

async function recordedInHead(repository: Repository, spec: string): Promise<Recorded> {
  const bytes = await readAtHead(repository, LEDGER_FILE);
  const ledger = bytes && parseLedger(bytes.toString('utf8'), LEDGER_FILE);
  if (!ledger?.ok) return { completed: new Set(), redone: new Map() };
  return { completed: completedTasks(ledger.value, spec), redone: redoneTasks(ledger.value, spec) };
}

/** Tasks that Specwave has landed, in an order in which their patches apply. */
function landedTasks({ plan, ledger, identity }: Spec): Task[] {
  const edges = edgesOf(plan.tasks.keys());
  for (const [id, { after }] of plan.tasks) for (const before of after) edges.get(id)?.add(before);
  const place = new Map(sortByDependencies(edges).order.map((id, index) => [id, index]));
  return plan.waves
    .flatMap((wave) =>
      wave.tasks.toSorted((a, b) => (place.get(a.task.id) ?? 0) - (place.get(b.task.id) ?? 0)),
    )
    .map(({ task }) => task)
    .filter(({ id, state }) => state === 'done' && taskOf(ledger, identity.name, id)?.outcome === 'landed');
}

/**
 * Those that HEAD's task list still has open, or as they were before they were asked for again. One that is not in it
 * at all is named by ticking.
 */
function dueTasks(current: Spec, head: TaskList, redoneAtHead: ReadonlyMap<string, string>): Task[] {
  const done = new Set(head.tasks.filter(({ state }) => state === 'done').map(({ id }) => id));
  const redone = redoneTasks(current.ledger, current.identity.name);
  return landedTasks(current).filter(({ id }) => !done.has(id) || redone.get(id) !== redoneAtHead.get(id));
}
