/** Results: stored before they land, and those that are there already, from an earlier run or restored by Nx from its cache. */
import { join } from 'node:path';
import { type CheckSettings, unmadeChecks } from '../../config/checkSettings';
import type { TaskEntry } from '../../ledger/schema';
import { timestamp } from '../../ledger/timestamp';
import type { Ending } from '../../plan/ending';
import { closesByCommands } from '../../plan/routes';
import { fitResult } from '../../state/fitResult';
import { bringBackOwn, keepOwn, type Wanted } from '../../state/ownResults';
import { noteReplay } from '../../state/replays';
import type { TaskResult } from '../../state/resultSchema';
import { type NewResult, readResult, writeResult } from '../../state/resultStore';
import { flagsNow } from '../../verify/judge';
import { landTask, type ToLand } from '../trees/landTask';
import { type Attempt, type Attempted, brokenBy, notLanded, type Unchecked } from './ending';
import { TRANSCRIPT } from './transcript';
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
    files: result.files.map(({ path }) => path),
    ...(result.flags.length === 0 ? {} : { flags: result.flags }),
  };
}

/** A stored result that is fit to land, also under the settings of checks as they are now; as it is landed. */
export function storedResult(
  workspaceRoot: string,
  spec: string,
  task: string,
  wanted: Wanted & { checks: CheckSettings },
): ToLand | null {
  const fit = fitResult(workspaceRoot, spec, task, wanted);
  const flags = fit && flagsNow(fit.result, wanted.checks);
  if (!fit || !flags) return null;
  const { result, patch } = fit;
  return {
    digest: wanted.digest,
    files: result.files,
    patch,
    entry: landedEntry({ ...result, flags }),
    remarks: remarksOf(result),
  };
}

/** Those of its checks that passed with a word. */
function remarksOf({ checks, flags }: Pick<TaskResult, 'checks' | 'flags'>): string[] {
  const said = new Set(flags.map(({ message }) => message));
  return checks.flatMap(({ passed, detail }) =>
    passed && detail !== null && !said.has(detail) ? [detail] : [],
  );
}

/** Work of an agent that was done when its run was interrupted: stored as `cancelled`, with its patch. */
export function uncheckedWork({ context, isolation, name, digest, agent }: TaskRun): Unchecked | null {
  if (isolation.kind === 'none') return null;
  const stored = readResult(context.workspaceRoot, name.spec, name.task);
  if (!stored || stored.patch === null || stored.result.outcome !== 'cancelled') return null;
  const { files, usage } = stored.result;
  const isOurs = stored.result.digest === digest && stored.result.settings === agent.key;
  return isOurs ? { files, usage, patch: stored.patch } : null;
}

/** What agents and checks say may hold secrets of the environment; results and the ledger may not. */
function withoutSecrets({ ending, checks, flags, ...rest }: Attempted, redact: TaskRun['redact']): Attempted {
  return {
    ...rest,
    ending: { ...ending, message: ending.message && redact(ending.message) },
    checks: checks.map((check) => ({ ...check, detail: check.detail && redact(check.detail) })),
    flags: flags.map((flag) => ({ ...flag, message: redact(flag.message) })),
  };
}

/**
 * Stores what an attempt left, so that nothing that was paid for depends on this process any more. `toLand`: null where
 * it is not fit to.
 */
export function storeWork(
  run: TaskRun,
  { number, spent }: Attempt,
  attempted: Attempted,
): { ending: Ending; toLand: ToLand | null } {
  const { context, name, digest, agent, startedAt, lease } = run;
  const { ending, files, patch, checks, flags } = withoutSecrets(attempted, run.redact);
  const { outcome, message, next } = ending;
  const endedAt = new Date();
  const whole: NewResult = {
    digest,
    settings: agent.key,
    agent: agent.name,
    role: agent.role,
    outcome,
    attempts: number,
    started_at: startedAt.toISOString(),
    ended_at: endedAt.toISOString(),
    duration_ms: endedAt.getTime() - startedAt.getTime(),
    usage: spent.usage,
    files,
    checks,
    flags,
    unmade: unmadeChecks(run.current.config.checks),
    message,
    next,
  };
  const transcript = join(lease.folder, TRANSCRIPT);
  const stored = writeResult(context.workspaceRoot, name.spec, name.task, whole, patch, transcript);
  if (!stored.ok) for (const problem of stored.problems) context.report({ type: 'problem', problem });
  if (outcome !== 'landed') return { ending, toLand: null };
  // What is not stored must not land: a later run could not tell whose it is.
  if (!stored.ok) return { ending: brokenBy(stored.problems), toLand: null };
  keepOwn(context.workspaceRoot, name.spec, name.task, whole);
  return { ending, toLand: { digest, files, patch, entry: landedEntry(whole), remarks: remarksOf(whole) } };
}

/** Lands what is stored. Null where it has landed; else how the attempt ended. */
export async function landWork(run: TaskRun, work: ToLand): Promise<Ending | null> {
  const done = await landTask(run.context, run.isolation, run.name.task, work);
  if (!done.ok) {
    for (const problem of done.problems) run.context.report({ type: 'problem', problem });
    return brokenBy(done.problems);
  }
  return done.value.kind === 'landed' ? null : notLanded(done.value);
}

/**
 * Lands a result that is stored already. Resolves with it; null where there is none, or where it does
 * not merge any more, which counts as none. `--skip-nx-cache` asks for new work.
 */
export async function replay(run: TaskRun): Promise<ToLand | null> {
  const { context, current, planned, isolation, name, digest, agent } = run;
  const { workspaceRoot } = context;
  if (isolation.kind === 'none' || process.env['NX_SKIP_NX_CACHE'] === 'true') return null;
  // What commands said of another tree says nothing of this one.
  if (closesByCommands(planned.task, current.config)) return null;
  const wanted = { digest, settings: agent.key };
  let why: string | null = null;
  for (const isOwn of [false, true]) {
    // Nx may have put an older result in the place of what was done here since.
    if (isOwn && !bringBackOwn(workspaceRoot, name.spec, name.task, wanted)) break;
    const stored = storedResult(workspaceRoot, name.spec, name.task, {
      ...wanted,
      checks: current.config.checks,
    });
    if (!stored) continue;
    const done = await landTask(context, isolation, name.task, stored);
    if (!done.ok) why = brokenBy(done.problems).message;
    else if (done.value.kind === 'landed') {
      noteReplay(workspaceRoot, name.spec, name.task, new Date());
      return stored;
    } else why = notLanded(done.value).message;
  }
  if (why !== null) context.report({ type: 'replay-failed', ...name, message: why });
  return null;
}
