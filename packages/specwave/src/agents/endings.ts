/** Endings that all drivers word alike. */
import type { AgentEnding, AgentJob, Usage } from './driver';
import { inWords } from '../processes/duration';
import type { Stop } from '../processes/process';

/** What an attempt ends in when `who` (a subject: "The agent", "Block 2 (`sh run`)") was ended from outside. */
export function stoppedEnding(
  stop: Stop,
  who: string,
  limits: AgentJob['limits'],
  usage: Usage,
): AgentEnding {
  switch (stop) {
    case 'timeout':
      return {
        kind: 'timeout',
        message: `${who} was not done after ${inWords(limits.timeoutMs)}; it was ended with all its processes.`,
        next: 'Split the task, or raise `limits: { timeout: ... }` in specwave.yaml, and run again.',
        usage,
      };
    case 'stalled':
      return {
        kind: 'stalled',
        message: `${who} said nothing for ${inWords(limits.stallMs)}; it was ended with all its processes.`,
        next: 'See why it is silent (network, login, a question nobody answers), or raise `limits: { stall: ... }` in specwave.yaml, and run again.',
        usage,
      };
    case 'cancelled':
      return {
        kind: 'cancelled',
        message: `${who} was interrupted; it was ended with all its processes.`,
        next: 'Run the same command again: what was finished is kept.',
        usage,
      };
  }
}
