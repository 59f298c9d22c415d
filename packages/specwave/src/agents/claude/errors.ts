/** What an error of Claude Code means for the task. By its own codes; its words are the evidence. */
import type { AgentEnding, Unfinished, Usage } from '../driver';
import { outputFault } from '../faultEnding';
import { cut } from '../phrases';

const MAX_WORDS_LENGTH = 1_000;
export const LOGIN =
  'Run `claude` and log in (`/login`), or set ANTHROPIC_API_KEY to a valid key; then run again.';

export interface ClaudeError {
  /** The agent, as in `whoIs`. */
  who: string;
  subtype: string;
  /** `terminal_reason` of the result. */
  reason: string | null;
  /** The HTTP status that the provider answered with. */
  status: number | null;
  /** `authentication_failed`, `rate_limit`, ...: `SDKAssistantMessageError` of its SDK. */
  error: string | undefined;
  words: string;
  resetsAt: string | undefined;
  usage: Usage;
}

type Meaning = Pick<Unfinished, 'outcome' | 'next' | 'again'> & { what: string };

/** The ending of an attempt that Claude Code itself reports as an error. */
export function errorEnding(claude: ClaudeError): AgentEnding {
  const words = cut(claude.words.trim(), MAX_WORDS_LENGTH);
  const meaning = meaningOf(claude);
  // A version that tells it otherwise: its words still say what is the matter.
  const fault = meaning ? null : outputFault(words, { who: claude.who, login: LOGIN }, claude.usage);
  if (fault) return fault;
  const { what, ...ending } = meaning ?? {
    outcome: 'failed' as const,
    what: `${claude.who} ended with an error`,
    next: 'See its words for the reason, and run again.',
  };
  const codes = [
    claude.status,
    claude.error ?? (claude.subtype === 'success' ? claude.reason : claude.subtype),
  ];
  const evidence = codes.filter((code) => code !== null).join(' ');
  return {
    ...ending,
    message: `${what} (${evidence})${words === '' ? '.' : `:\n${words}`}`,
    usage: claude.usage,
    ...(ending.outcome === 'quota' && claude.resetsAt !== undefined ? { resetsAt: claude.resetsAt } : {}),
  };
}

function meaningOf({ who, subtype, reason, status, error, resetsAt }: ClaudeError): Meaning | null {
  if (subtype === 'error_max_turns')
    return {
      outcome: 'failed',
      what: `${who} used up its turns before it was done`,
      next: "Split the task, or raise the agent's `maxTurns` in specwave.yaml, and run again.",
    };
  if (subtype === 'error_max_budget_usd')
    return {
      outcome: 'budget',
      what: `${who} used up the money that this launch could cost`,
      next: 'Raise `limits: { budgetUsd: ... }` in specwave.yaml, and run again.',
    };
  // Another attempt may read less: what went wrong is in its prompt.
  if (reason === 'prompt_too_long' || status === 413)
    return {
      outcome: 'failed',
      what: 'The conversation became too long for the model',
      next: 'Split the task, and run again.',
    };
  if (
    status === 401 ||
    status === 403 ||
    error === 'authentication_failed' ||
    error === 'oauth_org_not_allowed'
  )
    return {
      outcome: 'failed',
      what: `${who} is not logged in, or may not use the model`,
      next: LOGIN,
      again: 'no',
    };
  if (error === 'billing_error')
    return {
      outcome: 'failed',
      what: `${who} has an account without credit`,
      next: 'Add credit to the account, or give the task to another agent in specwave.yaml, and run again.',
      again: 'no',
    };
  if (status === 404 || error === 'model_not_found')
    return {
      outcome: 'failed',
      what: `${who} cannot use this model`,
      next: "Correct the agent's `model` in specwave.yaml (or the model that Claude Code is set to), and run again.",
      again: 'no',
    };
  if (status === 429 || status === 529 || error === 'rate_limit' || error === 'overloaded')
    return {
      outcome: 'quota',
      what: `${who} has no quota now`,
      next:
        resetsAt === undefined
          ? 'Run the same command again later: what was finished is kept.'
          : `Run the same command again after ${resetsAt}: what was finished is kept.`,
    };
  if ((status !== null && status >= 500) || error === 'server_error')
    return {
      outcome: 'failed',
      what: `${who} cannot reach its model`,
      next: 'See whether the provider is up, and the network (proxy, ANTHROPIC_BASE_URL); then run again.',
      again: 'after-a-pause',
    };
  return null;
}
