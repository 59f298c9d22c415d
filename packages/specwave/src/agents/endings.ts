/** Endings that all drivers word alike. */
import { existsSync } from 'node:fs';
import type { AgentEnding, AgentJob, Usage } from './driver';
import { inWords } from '../processes/duration';
import type { Stop } from '../processes/process';

/** The agent in messages: by its name in specwave.yaml, with the program behind it. A subject, at the start of a sentence. */
export function whoIs({ agent }: Pick<AgentJob, 'agent'>, program: string): string {
  return agent === program ? `The agent \`${agent}\`` : `The agent \`${agent}\` (\`${program}\`)`;
}

/**
 * What an attempt ends in when `who` (a subject: "The agent", "Block 2 (`sh run`)") was ended from outside. `words`: what it
 * said last.
 */
export function stoppedEnding(
  stop: Stop,
  who: string,
  limits: AgentJob['limits'],
  usage: Usage,
  words = '',
): AgentEnding {
  const said = words === '' ? '' : `\nIt said last:\n${words}`;
  switch (stop) {
    case 'timeout':
      return {
        outcome: 'timeout',
        message: `${who} was not done after ${inWords(limits.timeoutMs)}; it was ended with all its processes.${said}`,
        next: 'Split the task, or raise `limits: { timeout: ... }` in specwave.yaml, and run again.',
        usage,
      };
    case 'stalled':
      return {
        outcome: 'stalled',
        message: `${who} said nothing for ${inWords(limits.stallMs)}; it was ended with all its processes.${said}`,
        next: 'See why it is silent (network, login, a rate limit that it retries without a word, a question that nobody answers), or raise `limits: { stall: ... }` in specwave.yaml, and run again.',
        usage,
      };
    case 'cancelled':
      return {
        outcome: 'cancelled',
        message: `${who} was interrupted; it was ended with all its processes.`,
        next: 'Run the same command again: what was finished is kept.',
        usage,
      };
  }
}

/** What an attempt ends in whose program cannot be started. `install`: the command that installs it, where that is known. */
export function notStartedEnding(
  code: string,
  program: string,
  { agent, tree }: Pick<AgentJob, 'agent' | 'tree'>,
  install: string | null = null,
): AgentEnding {
  const who = `The agent \`${agent}\` could not be started: \`${program}\``;
  if (!existsSync(tree)) {
    return {
      outcome: 'failed',
      message: `The tree of the task is not there: ${tree}.`,
      next: 'Run again: it is made anew.',
      usage: {},
    };
  }
  // What Linux takes for one argument; its code for all arguments and the environment together is the same.
  if (code === 'E2BIG') {
    return {
      outcome: 'failed',
      message: `${who} takes no prompt as long as this one for an argument (128 kB).`,
      next: 'Hand it over otherwise, with `prompt: file` or on standard input, for the agent in specwave.yaml.',
      usage: {},
      again: 'no',
    };
  }
  const reason =
    code === 'ENOENT'
      ? "was not found (a bare name is looked up in node_modules/.bin and on the PATH, a path from the task's tree)"
      : `is there, and does not start (${code})`;
  return {
    outcome: 'failed',
    message: `${who} ${reason}.`,
    next:
      install === null
        ? "Install it, or correct the agent's `command` under `agents` in specwave.yaml."
        : `Install it: ${install}`,
    usage: {},
    again: 'no',
  };
}
