/** Installs in the workspace what landed results ask for, before the next task starts. */
import { lstatSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Config } from '../../config/schema';
import { ok, type Problem, type Result } from '../../config/problem';
import { type InstallStep, stepsFor } from '../../packages/installing';
import { endMarked } from '../../processes/process-tree';
import { redactorFor } from '../../processes/redact';
import { confined } from '../../state/confined';
import { type DueInstall, dueInstall, INSTALL_LEASE, setInstall } from '../../state/installs';
import { type Lease, takeLease, waitForLease } from '../../state/lease';
import { withWorkspaceLock } from '../../state/lock';
import { markOf, ORPHAN_GRACE_MS } from '../../state/runMark';
import type { RunContext } from '../../workspace/context';
import { namesIn } from '../../state/onDisk';
import { noteAsMade, textIn } from './lockFiles';
import { userCommands } from './userCommands';

type Where = Pick<RunContext, 'workspaceRoot' | 'report' | 'signal'>;

/** Whether something is to be installed, or being installed now. */
export function isInstallUnderWay(workspaceRoot: string): boolean {
  return dueInstall(workspaceRoot)?.failed === null;
}

/**
 * Installs what is due, or waits for the run that is at it. Null where all is installed (or the run is interrupted); else
 * why no task may start. What failed is not tried again before the next run, unless `again`.
 */
export async function installDue(where: Where, config: Config, again = false): Promise<Problem | null> {
  const { workspaceRoot, signal, report } = where;
  let isSaid = false;
  for (let due = dueInstall(workspaceRoot); due !== null; due = dueInstall(workspaceRoot)) {
    if (signal.aborted) return null;
    if (due.failed !== null && !again) return notInstalled(due.failed, due);
    const held = await holdInstall(workspaceRoot);
    if (!held.ok) return held.problems[0] ?? null;
    if (held.value === null) {
      if (dueInstall(workspaceRoot) === null) return null;
      if (!isSaid) report({ type: 'notice', message: beingInstalled(due), next: null });
      isSaid = true;
      await waitForLease(workspaceRoot, INSTALL_LEASE.spec, INSTALL_LEASE.task, signal);
      continue;
    }
    try {
      const failed = await installHeld(where, config, held.value);
      if (failed) return failed;
    } finally {
      held.value.lease.release();
    }
  }
  return null;
}

/** What this process alone is to install. */
interface Held {
  lease: Lease;
  /** As it was before it was begun. */
  due: DueInstall;
}

/** Null while another process has it, or where it has done it meanwhile. What a killed run left running is ended first. */
async function holdInstall(workspaceRoot: string): Promise<Result<Held | null>> {
  const { spec, task } = INSTALL_LEASE;
  const startedAt = new Date().toISOString();
  const note = { digest: '', settings: '', attempt: 0, startedAt, worktree: null, base: null, ending: null };
  const locked = await withWorkspaceLock(workspaceRoot, () => {
    const taken = takeLease(workspaceRoot, spec, task, note);
    if (!taken.ok || taken.value.kind === 'held') return taken.ok ? ok(null) : taken;
    const { lease, left } = taken.value;
    const due = dueInstall(workspaceRoot);
    if (due === null) lease.release();
    // While it is tried again, landings wait for it.
    else setInstall(workspaceRoot, { ...due, begunAt: Date.now(), failed: null });
    return ok(due && { held: { lease, due }, left });
  });
  const taken = locked.ok ? locked.value : locked;
  if (!taken.ok || taken.value === null) return taken.ok ? ok(null) : taken;
  const { held, left } = taken.value;
  if (left) await endMarked(markOf(held.lease.folder, left.startedAt), ORPHAN_GRACE_MS);
  return ok(held);
}

async function installHeld(where: Where, config: Config, { lease, due }: Held): Promise<Problem | null> {
  const { workspaceRoot, report } = where;
  removeTorn(workspaceRoot, due);
  const ended = await runSteps(where, config, due, lease);
  noteAsMade(workspaceRoot, due.ours);
  const settle = (then: DueInstall | null) =>
    withWorkspaceLock(workspaceRoot, () => {
      // Another landing may have asked for more meanwhile.
      if (dueInstall(workspaceRoot)?.id === due.id) setInstall(workspaceRoot, then);
    });
  switch (ended.kind) {
    case 'cancelled':
      return null;
    case 'installed':
      await settle(null);
      return null;
    case 'failed':
      await settle({ ...due, begunAt: null, failed: ended.command });
      report({ type: 'problem', problem: failedInstall(ended, due) });
      return notInstalled(ended.command, due);
  }
}

/** The clock of files may be so much behind, in milliseconds. */
const CLOCK_MS = 100;

/** Files of pnpm's own beside its lock file: whether the disk can link, it tries with one of this name. */
const TRIAL = /^_tmp_\d+_[0-9a-f]{32}$/;

/**
 * Removes what a package manager was writing beside a lock file when it was killed: the next base would hold it. Seen of pnpm, which
 * left `pnpm-lock.yaml.123` and the like.
 */
function removeTorn(workspaceRoot: string, { locks, begunAt }: DueInstall): void {
  if (begunAt === null) return;
  for (const path of locks) {
    const folder = dirname(join(workspaceRoot, path));
    for (const name of namesIn(folder)) {
      const isTorn = name.startsWith(`${basename(path)}.`) ? /\.\d+$/.test(name) : TRIAL.test(name);
      const stat = isTorn ? lstatSync(join(folder, name), { throwIfNoEntry: false }) : undefined;
      if (stat?.isFile() && stat.mtimeMs >= begunAt - CLOCK_MS) rmSync(join(folder, name), { force: true });
    }
  }
}

type Ended = { kind: 'installed' | 'cancelled' } | { kind: 'failed'; command: string; detail: string };

async function runSteps(where: Where, config: Config, due: DueInstall, lease: Lease): Promise<Ended> {
  const { workspaceRoot, signal, report } = where;
  const redact = redactorFor(process.env);
  for (const step of stepsFor(due, config, textIn(workspaceRoot))) {
    const tree = folderOf(workspaceRoot, step);
    if (!tree.ok)
      return { kind: 'failed', command: step.commands.join('; '), detail: tree.problems[0]?.message ?? '' };
    const run = userCommands({
      context: { workspaceRoot, signal, report, spec: { name: due.spec, path: '' } },
      task: due.task,
      tree: tree.value,
      limits: config.limits,
      mark: markOf(lease.folder, lease.note.startedAt),
      redact,
    });
    const end = await run('install', step.commands);
    if (end.kind === 'cancelled') return { kind: 'cancelled' };
    const failed = end.checks.find(({ passed }) => !passed);
    if (failed) return { kind: 'failed', command: failed.name, detail: redact(failed.detail ?? '') };
  }
  return { kind: 'installed' };
}

function folderOf(workspaceRoot: string, { folder }: InstallStep): Result<string> {
  return folder === '' ? ok(workspaceRoot) : confined(workspaceRoot, folder);
}

const SETTLE =
  'Mend what it says, and run again: it is tried anew first. With `install: off` in specwave.yaml, installing is yours to do.';

function failedInstall(
  { command, detail }: Extract<Ended, { kind: 'failed' }>,
  { spec, task, changed }: DueInstall,
): Problem {
  return {
    code: 'install-failed',
    severity: 'error',
    message: `What ${spec}:${task} did has landed, but \`${command}\` failed in the workspace after it. No other task is started. ${detail}`,
    file: changed[0] ?? 'package.json',
    next: SETTLE,
  };
}

function beingInstalled({ spec, task }: DueInstall): string {
  return `What ${spec}:${task} asks for is being installed: waiting for that.`;
}

function notInstalled(command: string, { spec, task, changed }: DueInstall): Problem {
  return {
    code: 'not-installed',
    severity: 'error',
    message: `Nothing is started: the packages that ${spec}:${task} asks for are not installed, because \`${command}\` failed.`,
    file: changed[0] ?? 'package.json',
    next: SETTLE,
  };
}
