/** How an ACP agent's answer ends an attempt. */
import { RequestError } from '@agentclientprotocol/sdk';
import { AUTH_REQUIRED } from './login';
import type { Answer } from './session';
import type { Turn } from './turn';
import type { AgentEnding, Unfinished, Usage } from '../driver';
import { evidenceIn, faultEnding, saidLast, type Subject, unlessChanged } from '../faultEnding';
import { faultIn, faultInOutput } from '../providerFault';

/** What a conversation came to; `gone`: the program ended before it answered. */
export type Talk = Answer | { kind: 'error'; error: RequestError } | { kind: 'gone' };

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

/** Whose attempt it is, and what it may be told to allow. */
export interface AcpSubject extends Subject {
  /** How the agent's own settings let it do more, as a sentence. */
  allow: string;
}

/** The ending of an attempt whose agent answered, or answered with an error. */
export function endingOf(
  talk: Exclude<Talk, { kind: 'gone' }>,
  subject: AcpSubject,
  turn: Turn,
  refused: readonly string[],
): AgentEnding {
  const usage = turn.usage();
  switch (talk.kind) {
    case 'unfit':
      return { outcome: 'failed', message: talk.message, next: talk.next, usage, again: 'no' };
    case 'error':
      return errorEnding(talk.error, subject, usage);
    case 'stopped':
      return stopEnding(talk.reason, subject, turn, refused);
  }
}

function stopEnding(
  reason: string,
  subject: AcpSubject,
  turn: Turn,
  refused: readonly string[],
): AgentEnding {
  const { who } = subject;
  const usage = turn.usage();
  const words = turn.words();
  const said = saidLast(words);
  const failed = (message: string, next: string): Unfinished => ({ outcome: 'failed', message, next, usage });
  switch (reason) {
    case 'end_turn': {
      const isError = ERROR_MESSAGE.test(words);
      // Those that report tokens report none where the model did not answer.
      const isMute = !turn.hasUsedTools() && !usage.output_tokens && words.length <= ERROR_LENGTH;
      const fault = isError ? faultIn(words) : isMute ? faultInOutput(words) : null;
      if (fault !== null) return faultEnding(fault, words, subject, usage);
      if (isError) {
        return failed(`${who} ended with an error${said}`, 'See its output for the reason, and run again.');
      }
      if (refused.length > 0 && STOPPED_BY_REFUSAL.test(words)) return deniedEnding(subject, refused, usage);
      return {
        outcome: 'done',
        summary: words || null,
        usage,
        refused,
        ...unlessChanged(words, subject, usage),
        allow: subject.allow,
      };
    }
    case 'refusal':
      return failed(`${who} refused to go on${said}`, 'Reword the task, or give it to another agent.');
    case 'max_tokens':
      return failed(
        `${who} reached the most tokens that it may use${said}`,
        'Split the task, or use a model with more room.',
      );
    case 'max_turn_requests':
      return failed(
        `${who} reached the most turns that it may take${said}`,
        "Split the task, or raise the limit in the agent's own settings.",
      );
    case 'cancelled':
      if (refused.length > 0) return deniedEnding(subject, refused, usage);
      return failed(
        `${who} stopped by itself, as if it had been interrupted${said}`,
        'See its output for the reason, and run again.',
      );
    default:
      return failed(
        `${who} ended in a way that the Agent Client Protocol does not know (\`${evidenceIn(reason)}\`)${said}`,
        'See its output for the reason, or use another version of it.',
      );
  }
}

function deniedEnding({ who, allow }: AcpSubject, refused: readonly string[], usage: Usage): Unfinished {
  return {
    outcome: 'denied',
    message: `${who} stopped when it was not allowed to: ${refused.join('; ')}.`,
    next: `${allow} Or write \`permissions: full\` for the agent in specwave.yaml (it may then run anything, with your rights), or reword the task.`,
    usage,
  };
}

function errorEnding(error: RequestError, subject: AcpSubject, usage: Usage): Unfinished {
  const data = error.data === undefined ? '' : ` ${JSON.stringify(error.data)}`;
  // Gemini CLI 0.61 answers with the provider's status as code.
  const status = error.code >= 400 && error.code < 600 ? ` (HTTP ${error.code})` : '';
  const text = `${error.message}${status}${data}`;
  const fault = faultIn(text) ?? (error.code === AUTH_REQUIRED ? 'login' : null);
  if (fault !== null) return faultEnding(fault, text, subject, usage);
  return {
    outcome: 'failed',
    message: `${subject.who} answered with an error (${error.code}): ${evidenceIn(text)}`,
    next: 'See its output for the reason, and run again.',
    usage,
  };
}
