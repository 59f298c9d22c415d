/** What an attempt begins with, what it comes to, and what of it the next one is told. */
import type { Usage } from '../../agents/driver';
import type { Problem } from '../../config/problem';
import { type Ending, endingOf } from '../../plan/ending';
import type { ChangedFile, CheckRecord, Flag } from '../../state/resultSchema';
import type { Landed } from '../trees/landTask';

export const RUN_AGAIN = 'Run the same command again: what was finished is kept.';

/** How an attempt ended, and the work that it left. */
export interface Attempted {
  ending: Ending;
  files: ChangedFile[];
  /** Null where there is no work, or it is in the user's tree already. */
  patch: Buffer | null;
  checks: CheckRecord[];
  /** What is said of it though it lands. */
  flags: Flag[];
}

/** An attempt that left no work to take over. */
export function without(ending: Ending): Attempted {
  return { ending, files: [], patch: null, checks: [], flags: [] };
}

/** What an agent says that is done. */
export interface Said {
  summary: string | null;
  /** What it asked for and was not allowed. */
  refused: string[];
  /** How the agent's own settings let it do that, as a sentence; where that is known. */
  allow?: string | undefined;
  /** Its last lines, for messages; not known of work that another run takes over. */
  lastLines?: string | undefined;
}

/** What a task has used up in this process so far. */
export interface Spent {
  /** By all launches of its agent; where work is taken over, with what that had cost. */
  usage: Usage;
  /** Waited for quotas. */
  waitedMs: number;
}

/** What an agent had done when its run was interrupted, before it was checked. */
export type Unchecked = Pick<Attempted, 'files'> & { usage: Usage; patch: Buffer };

/** What the agent that failed before left, for the one that tries next. */
export interface Before extends Pick<Ending, 'outcome' | 'message'> {
  /** Absolute path of the tree that it worked in; null where that is the same one, or gone. */
  left: string | null;
}

/** What an attempt begins with. */
export interface Attempt {
  /** From 1. */
  number: number;
  before: Before | null;
  /** By the task so far. */
  spent: Spent;
  /** How often in a row the provider was at fault. */
  faults: number;
}

/** What a failed attempt is remembered by, in words. */
export function inWords({ outcome, message }: Before): string {
  return `The attempt before ended as ${outcome}: ${message ?? ''}`;
}

/** How it ends where something of ours cannot be read or written. */
export function brokenBy(problems: readonly Problem[], how: Pick<Ending, 'again'> = { again: 'no' }): Ending {
  const message = problems.map((problem) => problem.message).join('\n');
  return endingOf('failed', message, problems[0]?.next ?? RUN_AGAIN, how);
}

/** How an attempt ends whose result did not land. */
export function notLanded(landing: Exclude<Landed, { kind: 'landed' }>): Ending {
  switch (landing.kind) {
    case 'conflict':
      return endingOf(
        'conflict',
        `The result does not merge with what changed in the working tree since its agent started: ${landing.files.join(', ')}.`,
        'Settle these files (commit, revert or finish your own changes to them), and run again.',
      );
    case 'refused':
      return endingOf('invalid', landing.reason, 'Look at what the agent did, then run again.');
    case 'changed': {
      const { code, message, next } = landing.problem;
      return endingOf('invalid', `${code}: ${message}`, next, { again: 'no' });
    }
  }
}
