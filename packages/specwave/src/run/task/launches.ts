/** Has an agent do one attempt: one launch after another, until it has ended otherwise than by a quota. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { AgentEnding, AgentEvent, AgentJob, Done, Usage } from '../../agents/driver';
import { driverFor } from '../../agents/registry';
import { TRAITS } from '../../config/agents';
import { type Ending, endingOf } from '../../plan/ending';
import { mostOf, priced, priceOf, sumOf } from '../../plan/price';
import { clearPause, notePause } from '../../state/pauses';
import { enterLaunch, enterSpending, type Launching } from './budget';
import { type Before, brokenBy, inWords, type Spent } from './ending';
import { awaitTurn } from './quota';
import type { TaskRun } from './taskRun';
import { openTranscript, TRANSCRIPT } from './transcript';
import { waitUnitMs } from './waiting';

/** All that a launch is told, but for where its result is to be left and what it may cost. */
type Job = Omit<AgentJob, 'resultFile' | 'budgetUsd'>;

/** What the launches came to, and what the task has used up with them. */
export interface Launched extends Spent {
  /** `done` is the agent's word: checks come after. */
  ending: Done | Ending;
}

interface Work {
  /** What the agent is told, after what went before. */
  jobFor: (before: Before | null) => Job;
  /** Whether it left its tree as it was. */
  isUnchanged: () => Promise<boolean>;
}

/**
 * `number`: of the attempt, from 1. `before`: what went before it. `spent`: by the task so far. A quota does not use up the attempt: the next launch goes on in the same tree.
 */
export async function launches(
  run: TaskRun,
  number: number,
  { jobFor, isUnchanged }: Work,
  before: Before | null,
  spent: Spent,
): Promise<Launched> {
  const { context, agent, current, name } = run;
  const { workspaceRoot, report, signal } = context;
  let { usage, waitedMs } = spent;
  let last = before;
  let met: string | null = null;
  // What stops a launch does not undo those before it.
  const stopped = (ending: Ending): Launched => {
    return { ending: { ...ending, launched: met !== null }, usage, waitedMs };
  };
  for (;;) {
    const turn = await awaitTurn(run, waitedMs, met);
    ({ waitedMs } = turn);
    if (turn.ending) return stopped(turn.ending);
    const entered = await enterLaunch(run);
    if (!entered.ok) return stopped(brokenBy(entered.problems));
    if (entered.value.kind === 'over') return stopped(entered.value.ending);
    const { attempts } = current.config.limits;
    report({ type: 'task-started', ...name, agent: agent.name, role: agent.role, attempt: number, attempts });
    const launchedAt = Date.now();
    const told = await launch(run, jobFor(last), entered.value);
    usage = sumOf(usage, told.used);
    const said = told.ending.outcome === 'done' ? told.ending.ifUnchanged : null;
    const ended = said && (await isUnchanged()) ? said : told.ending;
    const ending = ofAgent(ended);
    const end = { ending, usage, waitedMs };
    if (signal.aborted || ending.outcome === 'cancelled' || TRAITS[agent.settings.driver].isFree) return end;
    if (ended.outcome !== 'quota') {
      await clearPause(workspaceRoot, agent.name, launchedAt);
      return end;
    }
    const quota = { launchedAt, resetsAt: ended.resetsAt };
    const noted = await notePause(workspaceRoot, agent.name, quota, waitUnitMs());
    if (!noted.ok) {
      // Without it, the agent would be launched again at once.
      for (const problem of noted.problems) report({ type: 'problem', problem });
      return end;
    }
    met = run.redact(ended.message);
    last = { outcome: 'quota', message: withEarlier(met, before), left: null };
  }
}

function ofAgent(ending: AgentEnding): Done | Ending {
  if (ending.outcome === 'done') return ending;
  const { outcome, message, next, again } = ending;
  return endingOf(outcome, message, next, { again });
}

/** What the attempt before this one failed at is still to be avoided; what this one did before the quota is in the tree. */
function withEarlier(met: string, before: Before | null): string {
  if (before === null) return met;
  const left = before.left === null ? '' : ` What it left is in ${before.left}.`;
  return `${met}\n${inWords(before)}${left}`;
}

/** One launch. What it used is told, and entered in the account of the run and in the ledger. */
async function launch(
  run: TaskRun,
  job: Job,
  { launch: account, leftUsd }: Extract<Launching, { kind: 'open' }>,
): Promise<{ ending: AgentEnding; used: Usage }> {
  const { context, agent, current, lease, name } = run;
  const model = 'model' in agent.settings ? agent.settings.model : undefined;
  const price = priceOf(current.config.prices, model, agent.name);
  const resultFile = join(lease.folder, 'agent-result.json');
  rmSync(resultFile, { recursive: true, force: true });
  const transcript = openTranscript(join(lease.folder, TRANSCRIPT), run.redact);
  const show = (event: AgentEvent): void =>
    context.report({ type: 'agent', spec: name.spec, task: name.task, event });
  let used: Usage = {};
  const emit = (event: AgentEvent): void => {
    transcript.add(event);
    if (event.type !== 'agent-usage') return show(withoutSecrets(event, run.redact));
    // Told again and again, as a sum: shown once, at the end.
    used = mostOf(used, priced(event.usage, price));
    account?.update(used);
  };
  try {
    const ending = await driverFor(agent.settings).run(
      { ...job, resultFile, budgetUsd: leftUsd },
      emit,
      context.signal,
    );
    used = mostOf(used, priced(ending.usage, price));
    return { ending, used };
  } finally {
    transcript.close();
    if (Object.keys(used).length > 0) show({ type: 'agent-usage', usage: used });
    if (account) {
      account.end(used);
      await enterSpending(run);
    }
  }
}

/** What an agent says may hold secrets of its environment; the screen may not. */
function withoutSecrets(event: AgentEvent, redact: TaskRun['redact']): AgentEvent {
  switch (event.type) {
    case 'agent-output':
      return { ...event, line: redact(event.line) };
    case 'agent-said':
    case 'agent-step':
      return { ...event, text: redact(event.text) };
    case 'agent-retries':
      return { ...event, message: redact(event.message) };
    case 'agent-file':
      return { ...event, path: redact(event.path) };
    case 'agent-started':
    case 'agent-usage':
      return event;
  }
}
