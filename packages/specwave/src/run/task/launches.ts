/** Has an agent do one attempt: one launch after another, until it has ended otherwise than by a quota. */
import { TRAITS } from '../../config/agents';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { AgentEnding, AgentEvent, AgentJob, Usage } from '../../agents/driver';
import { driverFor } from '../../agents/registry';
import type { Problem } from '../../config/problem';
import { clearPause, notePause } from '../../state/pauses';
import { mostOf, priced, priceOf, sumOf } from '../../plan/price';
import type { Before } from './ending';
import { awaitTurn, type NotDone } from './quota';
import { enterLaunch, enterSpending, type Launching } from './budget';
import type { TaskRun } from './taskRun';
import { openTranscript } from './transcript';
import { waitUnitMs } from './waiting';

/** All that a launch is told, but for where its result is to be left and what it may cost. */
type Job = Omit<AgentJob, 'resultFile' | 'budgetUsd'>;

/**
 * `number`: of the attempt, from 1. `jobFor`: what the agent is told, after what went `before`. A quota does not use up
 * the attempt: the next launch goes on in the same tree. What the launches cost is added to `run.tally`.
 */
export async function runAgent(
  run: TaskRun,
  number: number,
  jobFor: (before: Before | null) => Job,
  before: Before | null,
): Promise<AgentEnding> {
  const { context, agent, open, name } = run;
  const { workspaceRoot, report, signal } = context;
  let last = before;
  let met: string | null = null;
  for (;;) {
    const stopped = await awaitTurn(run, met);
    if (stopped) return stopped;
    const entered = await enterLaunch(run);
    if (!entered.ok) return broken(entered.problems);
    if (entered.value.kind === 'over') return entered.value.ending;
    const { attempts } = open.config.limits;
    report({ type: 'task-started', ...name, agent: agent.name, role: agent.role, attempt: number, attempts });
    const launchedAt = Date.now();
    const ending = await launch(run, jobFor(last), entered.value);
    if (signal.aborted || ending.kind === 'cancelled' || TRAITS[agent.settings.driver].isFree) return ending;
    if (ending.kind !== 'quota') {
      await clearPause(workspaceRoot, agent.name, launchedAt);
      return ending;
    }
    const quota = { launchedAt, resetsAt: ending.resetsAt };
    const noted = await notePause(workspaceRoot, agent.name, quota, waitUnitMs());
    if (!noted.ok) {
      // Without it, the agent would be launched again at once.
      for (const problem of noted.problems) report({ type: 'problem', problem });
      return ending;
    }
    met = run.redact(ending.message);
    last = { outcome: 'quota', message: withEarlier(met, before), left: null };
  }
}

/** What the attempt before this one failed at is still to be avoided; what this one did before the quota is in the tree. */
function withEarlier(met: string, before: Before | null): string {
  if (before === null) return met;
  const left = before.left === null ? '' : ` What it left is in ${before.left}.`;
  return `${met}\nThe attempt before ended as ${before.outcome}: ${before.message ?? ''}${left}`;
}

/** One launch. What it used is told, and entered in the account of the run and in the ledger. */
async function launch(
  run: TaskRun,
  job: Job,
  { launch: account, leftUsd }: Extract<Launching, { kind: 'open' }>,
): Promise<AgentEnding> {
  const { context, agent, open, lease, name, tally } = run;
  const model = 'model' in agent.settings ? agent.settings.model : undefined;
  const price = priceOf(open.config.prices, model, agent.name);
  const resultFile = join(lease.folder, 'agent-result.json');
  rmSync(resultFile, { recursive: true, force: true });
  const transcript = openTranscript(join(lease.folder, 'transcript.jsonl'), run.redact);
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
    return ending;
  } finally {
    transcript.close();
    if (Object.keys(used).length > 0) show({ type: 'agent-usage', usage: used });
    tally.usage = sumOf(tally.usage, used);
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

function broken(problems: readonly Problem[]): NotDone {
  return {
    kind: 'failed',
    message: problems.map(({ message }) => message).join('\n'),
    next: problems[0]?.next ?? 'Run the same command again: what was finished is kept.',
    usage: {},
    isFinal: true,
  };
}
