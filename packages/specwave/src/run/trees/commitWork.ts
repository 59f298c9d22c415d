/** Commits what has landed, when the settings say so: what the results changed, the ticks and the ledger, nothing else. */
import { loadConfig } from '../../config/load';
import type { Config } from '../../config/schema';
import { completedTasks, redoneTasks, taskOf } from '../../ledger/entries';
import { parseLedger } from '../../ledger/parse';
import { filesWithStanding, standingInBytes } from '../../ledger/projectStatus';
import { LEDGER_FILE } from '../../ledger/store';
import { edgesOf, sortByDependencies } from '../../plan/graph';
import { withWorkspaceLock } from '../../state/lock';
import { readResult } from '../../state/resultStore';
import { decodeTaskList } from '../../tasklist/decode';
import type { Task, TaskList } from '../../tasklist/model';
import { readTaskList } from '../../tasklist/read';
import { applyEdit, containersToTick, tickEdit } from '../../tasklist/tick';
import type { RunContext } from '../../workspace/context';
import { type Spec, readSpec } from '../../workspace/readSpec';
import { commitResults, readAtHead } from '../../worktree/commit';
import type { CommitRequest } from '../../worktree/commitContent';
import type { Repository } from '../../worktree/repository';
import { isInstallUnderWay } from './install';
import type { Isolation } from './isolation';
import { lockFilesMade } from './lockFiles';
import { standingOf } from './projectStatus';

/** What has just been finished. */
export type Finished = 'task' | 'wave' | 'spec';

/** The end of a spec commits what is left in every mode: the ledger's last word, at least. */
function isDue(commit: Config['commit'], finished: Finished): boolean {
  return commit !== 'off' && (commit === finished || finished === 'spec');
}

/** Commits if the settings want that now. Never fails a run: what cannot be committed is said, and stays in the tree. */
export async function commitWork(
  context: RunContext,
  isolation: Isolation,
  finished: Finished,
): Promise<void> {
  const locked = await withWorkspaceLock(context.workspaceRoot, () =>
    commitLocked(context, isolation, finished),
  );
  if (!locked.ok) for (const problem of locked.problems) context.report({ type: 'problem', problem });
}

/** As {@link commitWork}, for those who hold the workspace's lock. */
export async function commitLocked(
  context: RunContext,
  isolation: Isolation,
  finished: Finished,
): Promise<void> {
  const config = loadConfig(context.workspaceRoot);
  if (!config.ok || isolation.kind === 'none' || !isDue(config.value.commit, finished)) return;
  // Whose landing it was commits it then, with the lock file.
  if (finished === 'task' && isInstallUnderWay(context.workspaceRoot)) return;
  const read = readSpec(context);
  if (!read.ok) return;
  const current = read.value;
  const { spec, report } = context;
  const { repository, folders } = isolation;
  const { taskFile } = current.identity;

  const atHead = await recordedInHead(repository, spec.name);
  const readList = (bytes: Buffer): TaskList =>
    readTaskList(decodeTaskList(bytes).text, taskFile, atHead.completed, current.rules);
  const head = await readAtHead(repository, taskFile);
  const due = head === null ? landedTasks(current) : dueTasks(current, readList(head), atHead.redone);
  if (due.length === 0 && finished !== 'spec') return;

  const results = due.map((task) => {
    const stored = readResult(context.workspaceRoot, spec.name, task.id);
    const isIts = stored?.result.digest === taskOf(current.ledger, spec.name, task.id)?.digest;
    return { task, stored: isIts ? stored : null };
  });
  const lost = results.filter(({ stored }) => stored === null).map(({ task }) => task.id);
  if (lost.length > 0) {
    const message = `Not committed: the results of ${lost.join(', ')} are not stored any more, so nobody knows what they changed.`;
    report({ type: 'notice', message, next: 'Commit the changes yourself.' });
    return;
  }
  const request: CommitRequest = {
    spec: spec.name,
    results: results.map(({ task, stored }) => ({
      task: task.id,
      title: task.title,
      files: stored?.result.files ?? [],
      patch: stored?.patch ?? null,
    })),
    lockFiles: lockFilesMade(context.workspaceRoot),
    taskList: {
      path: taskFile,
      tick: (bytes) =>
        bytes === null
          ? { ok: false, reason: `${taskFile} has never been committed` }
          : tickAll(bytes, taskFile, due, readList),
    },
    edited: finished === 'spec' ? statusEdits(current, context.workspaceRoot) : [],
    whole: [LEDGER_FILE],
  };
  const done = await commitResults(repository, request, folders.scratch, context.signal);
  if (!done.ok) {
    for (const problem of done.problems)
      report({ type: 'problem', problem: { ...problem, severity: 'warning' } });
    return;
  }
  if (done.value.kind === 'committed')
    report({ type: 'committed', spec: spec.name, commit: done.value.commit, tasks: due.length });
  if (done.value.kind === 'skipped') {
    const { reason, next } = done.value;
    report({ type: 'notice', message: `${spec.name}: not committed. ${reason}`, next });
  }
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

/** The spec's status in the author's files, where it stands in the tree: entered in HEAD's versions of them. */
function statusEdits(current: Spec, workspaceRoot: string): CommitRequest['edited'] {
  const standing = standingOf(current);
  if (standing === null) return [];
  return filesWithStanding(workspaceRoot, standing).map((path) => ({
    path,
    edit: (head) => {
      const entered = standingInBytes(head, path, standing);
      return entered.ok && !entered.value.equals(head) ? entered.value : null;
    },
  }));
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

/** Ticks in HEAD's version what has landed: the author may have changed other parts of the list since. */
function tickAll(
  bytes: Buffer,
  taskFile: string,
  tasks: readonly Task[],
  readList: (bytes: Buffer) => TaskList,
): { ok: true; bytes: Buffer } | { ok: false; reason: string } {
  const decoded = decodeTaskList(bytes);
  if (decoded.invalidAt) return { ok: false, reason: `${taskFile} is not UTF-8 in HEAD` };
  let { text } = decoded;
  const tick = (task: Task): string | null => {
    const edit = tickEdit(readList(Buffer.from(text)), task, 'tick', taskFile);
    if (!edit.ok)
      return `Task ${task.id} is not there, or stands there in other words: the rewording is not committed.`;
    if (edit.value) text = applyEdit(text, edit.value);
    return null;
  };
  for (const task of tasks) {
    const fault = tick(task);
    if (fault !== null) return { ok: false, reason: fault };
  }
  for (;;) {
    const next = containersToTick(readList(Buffer.from(text)))[0];
    if (!next || tick(next) !== null) return { ok: true, bytes: Buffer.from(text) };
  }
}
