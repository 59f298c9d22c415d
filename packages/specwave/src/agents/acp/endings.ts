/** How an ACP agent's answer ends an attempt. */
import { RequestError } from '@agentclientprotocol/sdk';
import type { KnownAgent } from './presets';
import type { Answer } from './session';
import type { Turn } from './turn';
import type { AgentEnding, Unfinished, Usage } from '../driver';
import { type Fault, faultIn, resetIn } from '../providerFault';

/** What a conversation came to; `gone`: the program ended before it answered. */
export type Talk = Answer | { kind: 'error'; error: RequestError } | { kind: 'gone' };

const EVIDENCE_LENGTH = 1_500;

/**
 * Last messages that are errors of the provider, told as if the model had said them, by agents that end their turn with
 * `end_turn` all the same. Measured: copilot 1.0.102 (`Error: `), codex-acp 2.6 (all others).
 */
const ERROR_MESSAGE =
  /^(?:Error: |unexpected status \d{3}\b|exceeded retry limit\b|stream disconnected\b|\{"error":|We.re currently experiencing high demand|You.ve hit your usage limit|Quota exceeded|Selected model is at capacity)/i;
/**
 * Last messages of agents that do not go on after a refusal, whatever is left to do: opencode 1.18 says nothing more,
 * copilot 1.0.102 this. codex-acp 2.6 ends its turn as cancelled.
 */
const STOPPED_BY_REFUSAL = /^(?:|Info: Operation cancelled by user)$/;
/** A model that answers says what it did; an error is short. */
const ERROR_LENGTH = 1_000;

/** The ending of an attempt whose agent answered, or answered with an error. */
export function endingOf(
  talk: Exclude<Talk, { kind: 'gone' }>,
  agent: KnownAgent,
  turn: Turn,
  refused: readonly string[],
): AgentEnding {
  const usage = turn.usage();
  switch (talk.kind) {
    case 'unfit':
      return { outcome: 'failed', message: talk.message, next: talk.next, usage, again: 'no' };
    case 'error':
      return errorEnding(talk.error, agent, usage);
    case 'stopped':
      return stopEnding(talk.reason, agent, turn, refused);
  }
}

/** What a program's last words on standard error say of the provider; null where nothing. */
export function faultEndingOf(text: string, agent: KnownAgent, usage: Usage): Unfinished | null {
  const fault = faultIn(text);
  return fault === null ? null : faultEnding(fault, text, agent, usage);
}

function stopEnding(reason: string, agent: KnownAgent, turn: Turn, refused: readonly string[]): AgentEnding {
  const usage = turn.usage();
  const words = turn.words();
  const said = words === '' ? ', without a word.' : `:\n${evidence(words)}`;
  const failed = (message: string, next: string): Unfinished => ({ outcome: 'failed', message, next, usage });
  switch (reason) {
    case 'end_turn': {
      const fault = faultIn(words);
      // Those that report tokens report none where the model did not answer.
      const isMute = !turn.hasUsedTools() && !usage.output_tokens && words.length <= ERROR_LENGTH;
      if (fault !== null && (ERROR_MESSAGE.test(words) || isMute)) {
        return faultEnding(fault, words, agent, usage);
      }
      if (ERROR_MESSAGE.test(words)) {
        return failed(
          `The agent \`${agent.program}\` ended with an error${said}`,
          'See its output for the reason, and run again.',
        );
      }
      if (refused.length > 0 && STOPPED_BY_REFUSAL.test(words)) return deniedEnding(agent, refused, usage);
      return { outcome: 'done', summary: words || null, usage, refused };
    }
    case 'refusal':
      return failed(
        `The agent \`${agent.program}\` refused to go on${said}`,
        'Reword the task, or give it to another agent.',
      );
    case 'max_tokens':
      return failed(
        `The agent \`${agent.program}\` reached the most tokens that it may use${said}`,
        'Split the task, or use a model with more room.',
      );
    case 'max_turn_requests':
      return failed(
        `The agent \`${agent.program}\` reached the most turns that it may take${said}`,
        "Split the task, or raise the limit in the agent's own settings.",
      );
    case 'cancelled':
      if (refused.length > 0) return deniedEnding(agent, refused, usage);
      return failed(
        `The agent \`${agent.program}\` stopped by itself, as if it had been interrupted${said}`,
        'See its output for the reason, and run again.',
      );
    default:
      return failed(
        `The agent \`${agent.program}\` ended in a way that the Agent Client Protocol does not know (\`${evidence(reason)}\`)${said}`,
        'See its output for the reason, or use another version of it.',
      );
  }
}

function deniedEnding(agent: KnownAgent, refused: readonly string[], usage: Usage): Unfinished {
  return {
    outcome: 'denied',
    message: `The agent \`${agent.program}\` stopped when it was not allowed to: ${refused.join('; ')}.`,
    next: "Allow it in the agent's own settings, or write `permissions: full` for the agent in specwave.yaml (it may then run anything, with your rights), or reword the task.",
    usage,
  };
}

/** Of the protocol: a login is needed. Some agents use it for other things too, so that words come first. */
const AUTH_REQUIRED = -32000;

function errorEnding(error: RequestError, agent: KnownAgent, usage: Usage): Unfinished {
  const data = error.data === undefined ? '' : ` ${JSON.stringify(error.data)}`;
  // Gemini CLI 0.61 answers with the provider's status as code.
  const status = error.code >= 400 && error.code < 600 ? ` (HTTP ${error.code})` : '';
  const text = `${error.message}${status}${data}`;
  const fault = faultIn(text) ?? (error.code === AUTH_REQUIRED ? 'login' : null);
  if (fault !== null) return faultEnding(fault, text, agent, usage);
  return {
    outcome: 'failed',
    message: `The agent \`${agent.program}\` answered with an error (${error.code}): ${evidence(text)}`,
    next: 'See its output for the reason, and run again.',
    usage,
  };
}

function faultEnding(fault: Fault, text: string, agent: KnownAgent, usage: Usage): Unfinished {
  const said = `:\n${evidence(text)}`;
  const who = `The agent \`${agent.program}\``;
  switch (fault) {
    case 'login':
      return {
        outcome: 'failed',
        message: `${who} is not logged in, or may not use its model${said}`,
        next: agent.login,
        usage,
        again: 'no',
      };
    case 'credit':
      return {
        outcome: 'failed',
        message: `The account of ${who.toLowerCase()} has no credit left${said}`,
        next: 'Add credit to the account, or use another agent.',
        usage,
        again: 'no',
      };
    case 'quota': {
      const resetsAt = resetIn(text, new Date());
      return {
        outcome: 'quota',
        message: `${who} has no quota now${said}`,
        next: 'Run the same command again later: what was finished is kept.',
        usage,
        ...(resetsAt === undefined ? {} : { resetsAt }),
      };
    }
    case 'model':
      return {
        outcome: 'failed',
        message: `${who} cannot use its model${said}`,
        next: 'Correct `model` of the agent in specwave.yaml, or leave it out.',
        usage,
        again: 'no',
      };
    case 'context':
      return {
        outcome: 'failed',
        message: `${who} ran out of room in its model's context${said}`,
        next: 'Split the task, or use a model with more room.',
        usage,
      };
    case 'passing':
      return {
        outcome: 'failed',
        message: `${who} got no answer from its provider${said}`,
        next: 'Run again later; look at the network and at the provider’s state.',
        usage,
        again: 'after-a-pause',
      };
  }
}

/** The end of a text: that is where the reason stands. */
function evidence(text: string): string {
  return text.trim().slice(-EVIDENCE_LENGTH);
}
