/** One attempt at a task, from its tree to its landing. */
import { join } from 'node:path';
import type { Usage } from '../../agents/driver';
import type { Ending } from '../../plan/ending';
import type { LeaseNote } from '../../state/lease';
import { keepOwn } from '../../state/ownResults';
import { type NewResult, writeResult } from '../../state/resultStore';
import type { Isolated } from '../trees/isolation';
import { landTask } from '../trees/landTask';
import { type Place, sharedPlace } from '../trees/place';
import { budgetUsedUp } from './budget';
import { checkWork } from './check';
import { type Attempted, brokenBy, notLanded, type Spent, without } from './ending';
import { awaitTurn, type Turn } from './quota';
import { landedEntry, uncheckedWork } from './replay';
import { closeSite, forgetKept, openSite, type Site, siteLeft } from './site';
import type { TaskRun } from './taskRun';
import { type Beginning, work, type Worked } from './work';

/** What agents and checks say may hold secrets of the environment; results and the ledger may not. */
function withoutSecrets({ ending, checks, ...rest }: Attempted, redact: TaskRun['redact']): Attempted {
  return {
    ...rest,
    ending: { ...ending, message: ending.message && redact(ending.message) },
    checks: checks.map((check) => ({ ...check, detail: check.detail && redact(check.detail) })),
  };
}

/** Stores what an attempt left, so that nothing that was paid for depends on this process any more; then lands what is fit to. */
async function storeAndLand(
  run: TaskRun,
  attempted: Attempted,
  usage: Usage,
  attempts: number,
): Promise<Ending> {
  const { context, name, digest, agent, startedAt, lease } = run;
  const { ending, files, patch, checks } = withoutSecrets(attempted, run.redact);
  const { outcome, message, next } = ending;
  const endedAt = new Date();
  const whole: NewResult = {
    digest,
    settings: agent.key,
    agent: agent.name,
    role: agent.role,
    outcome,
    attempts,
    started_at: startedAt.toISOString(),
    ended_at: endedAt.toISOString(),
    duration_ms: endedAt.getTime() - startedAt.getTime(),
    usage,
    files,
    checks,
    message,
    next,
  };
  const transcript = join(lease.folder, 'transcript.jsonl');
  const stored = writeResult(context.workspaceRoot, name.spec, name.task, whole, patch, transcript);
  if (!stored.ok) for (const problem of stored.problems) context.report({ type: 'problem', problem });
  if (outcome !== 'landed') return ending;
  // What is not stored must not land: a later run could not tell whose it is.
  if (!stored.ok) return brokenBy(stored.problems);

  keepOwn(context.workspaceRoot, name.spec, name.task);
  const entry = landedEntry(whole);
  const done = await landTask(context, run.isolation, name.task, { digest, files, patch, entry });
  if (!done.ok) {
    for (const problem of done.problems) context.report({ type: 'problem', problem });
    return brokenBy(done.problems);
  }
  return done.value.kind === 'landed' ? ending : notLanded(done.value);
}

/** Whether the agent can be started at all now: before a tree is made ready for it in vain. */
async function firstTurn(run: TaskRun, waitedMs: number): Promise<Turn> {
  const turn = await awaitTurn(run, waitedMs, null);
  return turn.ending ? turn : { ...turn, ending: budgetUsedUp(run) };
}

/** What an attempt came to in the end. */
export interface Tried {
  ending: Ending;
  /** How many files landed. */
  files: number;
  spent: Spent;
  /** Absolute path of the tree that it left for people to look at. */
  kept: string | null;
}

/** Makes an attempt. `left`: what a killed run had noted; where its agent was done, its work is taken over. */
export async function tryOnce(
  run: TaskRun,
  beginning: Omit<Beginning, 'unchecked'>,
  left: LeaseNote | null,
): Promise<Tried> {
  const { context, isolation, lease, planned, name } = run;
  const { number, before } = beginning;
  const finish = async (place: Place, worked: Worked): Promise<Omit<Tried, 'kept'>> => {
    const { spent } = worked;
    const attempted =
      worked.kind === 'done' ? await checkWork(run, place, worked.said) : without(worked.ending);
    const ending = await storeAndLand(run, attempted, spent.usage, number);
    return { ending, files: attempted.files.length, spent };
  };
  const unopened = (ending: Ending, spent: Spent): Tried => ({ ending, files: 0, spent, kept: null });
  let { spent } = beginning;
  let site = isolation.kind === 'none' ? null : siteLeft(run, isolation, left);
  if (isolation.kind !== 'none' && site && left?.ending) {
    context.report({ type: 'task-resumed', ...name });
    const { summary, refused = [], usage } = left.ending;
    const tried = await finish(site.place, {
      kind: 'done',
      said: { summary, refused },
      spent: { ...spent, usage },
    });
    return { ...tried, kept: await putAside(run, isolation, site, tried.ending) };
  }
  const unchecked = before || isolation.kind === 'none' ? null : uncheckedWork(run);
  if (!unchecked) {
    const turn = await firstTurn(run, spent.waitedMs);
    spent = { ...spent, waitedMs: turn.waitedMs };
    if (turn.ending) return unopened(turn.ending, spent);
  }
  if (isolation.kind === 'none') {
    const place = sharedPlace(context.workspaceRoot, planned.task.files);
    const tried = await finish(place, await work(run, place, { ...beginning, spent, unchecked }));
    return { ...tried, kept: null };
  }
  lease.update({ attempt: number });
  const isBehind = planned.after.length > 0 || before?.outcome === 'conflict';
  const opened = await openSite(run, isolation, isBehind);
  if (!opened.ok) return unopened(brokenBy(opened.problems), spent);
  site = opened.value;
  const tried = await finish(site.place, await work(run, site.place, { ...beginning, spent, unchecked }));
  return { ...tried, kept: await putAside(run, isolation, site, tried.ending) };
}

function putAside(
  run: TaskRun,
  isolation: Isolated,
  site: Site,
  { outcome }: Ending,
): Promise<string | null> {
  return outcome === 'landed' ? forgetKept(run, isolation) : closeSite(run, isolation, site, outcome);
}
