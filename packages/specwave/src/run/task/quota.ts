/** Before an agent is launched: while it has no quota, its tasks wait, in all processes of the workspace. */
import { TRAITS } from '../../config/agents';
import { type Ending, endingOf } from '../../plan/ending';
import { jitter, turnOf } from '../../plan/pause';
import { formatDuration, formatMoment } from '../../report/format';
import { pauseFile, readPause } from '../../state/pauses';
import { RUN_AGAIN } from './ending';
import type { TaskRun } from './taskRun';
import { wait, waitUnitMs } from './waiting';

/** Another process may extend the pause, or end it. */
const LOOK_AGAIN_MS = 1_000;

export interface Turn {
  /** Why the agent is not launched; null where it may be. */
  ending: Ending | null;
  /** What the task has waited by now. */
  waitedMs: number;
}

/**
 * Waits until the agent has quota, as far as is known. `waitedMs`: what the task has waited before. `met`: what the agent
 * said when this task met the quota; null where another one did.
 */
export async function awaitTurn(run: TaskRun, waitedMs: number, met: string | null): Promise<Turn> {
  const { context, agent, current, name } = run;
  if (TRAITS[agent.settings.driver].isFree) return { ending: null, waitedMs };
  const limitMs = current.config.limits.quotaWaitMs;
  const chance = Math.random();
  let waited = waitedMs;
  let told = false;
  for (;;) {
    if (context.signal.aborted) return { ending: interrupted(agent.name), waitedMs: waited };
    const pause = readPause(context.workspaceRoot, agent.name);
    const now = Date.now();
    const jitterMs = pause === null ? 0 : jitter(pause.until - pause.since, waitUnitMs(), chance);
    const turn = turnOf(pause, { now, waitedMs: waited, limitMs, jitterMs });
    if (turn.kind === 'go') return { ending: null, waitedMs: waited };
    if (turn.kind === 'give-up')
      return { ending: gaveUp(run, { now, until: turn.until, waitedMs: waited }, met), waitedMs: waited };
    if (!told) context.report({ type: 'agent-paused', ...name, agent: agent.name, until: turn.until, now });
    told = true;
    const began = performance.now();
    await wait(Math.min(turn.until - now, LOOK_AGAIN_MS), context.signal);
    waited += performance.now() - began;
  }
}

function gaveUp(
  { agent, current }: TaskRun,
  { now, until, waitedMs }: { now: number; until: number; waitedMs: number },
  met: string | null,
): Ending {
  const { quotaWaitMs } = current.config.limits;
  const at = formatMoment(new Date(until), new Date(now));
  const waited = waitedMs < 1_000 ? '' : ` after ${formatDuration(waitedMs)} of waiting`;
  const evidence = met === null ? '' : `\n${met}`;
  return endingOf(
    'quota',
    `The agent \`${agent.name}\` has no quota until ${at} (${formatDuration(until - now)} from now)${waited}; a task waits ${formatDuration(quotaWaitMs)} at most.${evidence}`,
    `Run the same command again after ${at}: what was finished is kept. To wait longer, raise \`limits: { quotaWait: ... }\` in specwave.yaml; to try at once, remove ${pauseFile(agent.name)}.`,
    { launched: false },
  );
}

function interrupted(agent: string): Ending {
  const message = `The run was interrupted before the agent \`${agent}\` was started.`;
  return endingOf('cancelled', message, RUN_AGAIN, { launched: false });
}
