/** Before an agent is launched: while it has no quota, its tasks wait, in all processes of the workspace. */
import { TRAITS } from '../../config/agents';
import type { AgentEnding } from '../../agents/driver';
import { pauseFile, readPause } from '../../state/pauses';
import { jitter, turnOf } from '../../plan/pause';
import { formatDuration, formatMoment } from '../../report/format';
import type { TaskRun } from './taskRun';
import { wait, waitUnitMs } from './waiting';

/** How an attempt ended that the agent did not call done. */
export type NotDone = Exclude<AgentEnding, { kind: 'done' }>;

/** Another process may extend the pause, or end it. */
const LOOK_AGAIN_MS = 1_000;

/**
 * Waits until the agent has quota, as far as is known. Null where it may be launched. `met`: what the agent said when
 * this task met the quota; null where another one did.
 */
export async function awaitTurn(run: TaskRun, met: string | null): Promise<NotDone | null> {
  const { context, agent, open, tally, name } = run;
  if (TRAITS[agent.settings.driver].isFree) return null;
  const limitMs = open.config.limits.quotaWaitMs;
  const chance = Math.random();
  let told = false;
  for (;;) {
    if (context.signal.aborted) return interrupted(agent.name);
    const pause = readPause(context.workspaceRoot, agent.name);
    const now = Date.now();
    const jitterMs = pause === null ? 0 : jitter(pause.until - pause.since, waitUnitMs(), chance);
    const turn = turnOf(pause, { now, waitedMs: tally.quotaWaitMs, limitMs, jitterMs });
    if (turn.kind === 'go') return null;
    if (turn.kind === 'give-up') return gaveUp(run, turn.until, now, met);
    if (!told) context.report({ type: 'agent-paused', ...name, agent: agent.name, until: turn.until, now });
    told = true;
    const began = performance.now();
    await wait(Math.min(turn.until - now, LOOK_AGAIN_MS), context.signal);
    tally.quotaWaitMs += performance.now() - began;
  }
}

function gaveUp({ agent, open, tally }: TaskRun, until: number, now: number, met: string | null): NotDone {
  const { quotaWaitMs } = open.config.limits;
  const at = formatMoment(new Date(until), new Date(now));
  const waited = tally.quotaWaitMs < 1_000 ? '' : ` after ${formatDuration(tally.quotaWaitMs)} of waiting`;
  const evidence = met === null ? '' : `\n${met}`;
  return {
    kind: 'quota',
    message: `The agent \`${agent.name}\` has no quota until ${at} (${formatDuration(until - now)} from now)${waited}; a task waits ${formatDuration(quotaWaitMs)} at most.${evidence}`,
    next: `Run the same command again after ${at}: what was finished is kept. To wait longer, raise \`limits: { quotaWait: ... }\` in specwave.yaml; to try at once, remove ${pauseFile(agent.name)}.`,
    usage: {},
  };
}

function interrupted(agent: string): NotDone {
  return {
    kind: 'cancelled',
    message: `The run was interrupted before the agent \`${agent}\` was started.`,
    next: 'Run the same command again: what was finished is kept.',
    usage: {},
  };
}
