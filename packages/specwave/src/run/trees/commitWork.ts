/** Commits what has landed, when the settings say so: what the results changed, the ticks and the ledger, nothing else. */
import { type DueForCommit, dueForCommit } from '../../answers/dueForCommit';
import { loadConfig } from '../../config/load';
import type { Config } from '../../config/schema';
import { specOf, taskOf } from '../../ledger/entries';
import { filesWithStanding, standingInBytes } from '../../ledger/projectStatus';
import type { Uncommitted } from '../../ledger/schema';
import { LEDGER_FILE, updateLedgerLocked } from '../../ledger/store';
import { timestamp } from '../../ledger/timestamp';
import { enterUncommitted } from '../../ledger/uncommitted';
import { redactorFor } from '../../processes/redact';
import { withWorkspaceLock } from '../../state/lock';
import { readResult } from '../../state/resultStore';
import { decodeTaskList } from '../../tasklist/decode';
import type { Task, TaskList } from '../../tasklist/model';
import { applyEdit, containersToTick, tickEdit } from '../../tasklist/tick';
import type { RunContext } from '../../workspace/context';
import { type Spec, readSpec } from '../../workspace/readSpec';
import { commitResults } from '../../worktree/commit/commit';
import type { CommitRequest } from '../../worktree/commit/commitRequest';
import { isInstallUnderWay } from './install';
import type { Isolated, Isolation } from './isolation';
import { lockFilesMade } from './lockFiles';
import { standingOf } from './projectStatus';

/** What has just been finished; `run`: the run itself, whose spec has not come to its end. */
export type Finished = 'task' | 'wave' | 'spec' | 'run';

/** The end of a spec commits what is left in every mode: the ledger's last word, at least. That of a run comes in place of it. */
function isDue(commit: Config['commit'], finished: Finished): boolean {
  if (finished === 'run') return commit === 'spec';
  return commit !== 'off' && (commit === finished || finished === 'spec');
}

/**
 * Commits if the settings want that now. Never fails a run: what cannot be committed is said, noted in the ledger, and stays in
 * the tree. Resolves with why, where landed work is not committed that should be.
 */
export async function commitWork(
  context: RunContext,
  isolation: Isolation,
  finished: Finished,
): Promise<Uncommitted | null> {
  const locked = await withWorkspaceLock(context.workspaceRoot, () =>
    commitLocked(context, isolation, finished),
  );
  if (locked.ok) return locked.value;
  for (const problem of locked.problems) context.report({ type: 'problem', problem });
  return null;
}

/** As {@link commitWork}, for those who hold the workspace's lock. */
export async function commitLocked(
  context: RunContext,
  isolation: Isolation,
  finished: Finished,
): Promise<Uncommitted | null> {
  const { workspaceRoot, spec, report } = context;
  const config = loadConfig(workspaceRoot);
  if (!config.ok || isolation.kind === 'none' || !isDue(config.value.commit, finished)) return null;
  // Whose landing it was commits it then, with the lock file.
  if (finished === 'task' && isInstallUnderWay(workspaceRoot)) return null;
  const read = readSpec(context);
  if (!read.ok) return null;
  const current = read.value;
  if (specOf(current.ledger, spec.name)?.uncommitted) {
    // What is about to be committed must not say that it is not.
    const said = updateLedgerLocked(workspaceRoot, (ledger) => enterUncommitted(ledger, spec.name, null));
    if (!said.ok) for (const problem of said.problems) report({ type: 'problem', problem });
  }
  const due = await dueForCommit(isolation.repository, current);
  if (due.tasks.length === 0 && finished !== 'spec') return null;
  const obstacle = await commitDue(context, isolation, current, due, finished);
  if (obstacle === null) return null;
  report({ type: 'notice', message: `${spec.name}: not committed. ${obstacle.reason}`, next: obstacle.next });
  if (due.tasks.length === 0) return null;
  const { reason, next } = obstacle;
  const entered = { since: timestamp(new Date()), reason: redactorFor(process.env)(reason), next };
  updateLedgerLocked(workspaceRoot, (ledger) => enterUncommitted(ledger, spec.name, entered));
  return entered;
}

/** Null where all is committed; else what stands in the way. */
async function commitDue(
  { workspaceRoot, spec, report, signal }: RunContext,
  { repository, folders }: Isolated,
  current: Spec,
  { tasks: due, readList }: DueForCommit,
  finished: Finished,
): Promise<{ reason: string; next: string } | null> {
  const { taskFile } = current.identity;
  const results = due.map((task) => {
    const stored = readResult(workspaceRoot, spec.name, task.id);
    const isIts = stored?.result.digest === taskOf(current.ledger, spec.name, task.id)?.digest;
    return { task, stored: isIts ? stored : null };
  });
  const lost = results.filter(({ stored }) => stored === null).map(({ task }) => task.id);
  if (lost.length > 0) {
    const reason = `The results of ${lost.join(', ')} are not stored any more, so nobody knows what they changed.`;
    return { reason, next: 'Commit the changes yourself.' };
  }
  const request: CommitRequest = {
    spec: spec.name,
    results: results.map(({ task, stored }) => ({
      task: task.id,
      title: task.title,
      files: stored?.result.files ?? [],
      patch: stored?.patch ?? null,
    })),
    lockFiles: lockFilesMade(workspaceRoot),
    taskList: {
      path: taskFile,
      tick: (bytes) =>
        bytes === null
          ? { ok: false, reason: `${taskFile} has never been committed` }
          : tickAll(bytes, taskFile, due, readList),
    },
    edited: finished === 'spec' || finished === 'run' ? statusEdits(current, workspaceRoot) : [],
    whole: [LEDGER_FILE],
  };
  const done = await commitResults(repository, request, folders.scratch, signal);
  if (!done.ok) {
    for (const problem of done.problems)
      report({ type: 'problem', problem: { ...problem, severity: 'warning' } });
    const failed = done.problems.find(({ code }) => code !== 'index-not-updated');
    return failed ? { reason: failed.message, next: failed.next } : null;
  }
  switch (done.value.kind) {
    case 'committed':
      report({ type: 'committed', spec: spec.name, commit: done.value.commit, tasks: due.length });
      return null;
    case 'nothing':
      return null;
    case 'skipped':
      return done.value;
  }
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
