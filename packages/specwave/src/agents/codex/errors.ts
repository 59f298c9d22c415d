/** What an error of Codex means for the task. It tells errors in words only: those of codex-cli 0.169, measured. */
import { resetTimeIn } from '../resetTime';
import type { AgentEnding, Unfinished, Usage } from '../driver';
import { cut } from '../phrases';

const MAX_WORDS_LENGTH = 1_000;

interface Meaning extends Pick<Unfinished, 'next' | 'again'> {
  words: RegExp;
  outcome: 'failed' | 'quota';
  what: string;
}

/** The first that fits. */
const MEANINGS: readonly Meaning[] = [
  {
    words: /hit your usage limit|rate limit exceeded|last status: 429|at capacity/i,
    outcome: 'quota',
    what: 'Codex has no quota now',
    next: 'Run the same command again later: what was finished is kept.',
  },
  {
    words:
      /\b401 Unauthorized|Missing environment variable|not logged in|token (?:has )?expired|log(?:ging)? in again|sign in again/i,
    outcome: 'failed',
    what: 'Codex is not logged in',
    next: 'Log in with `codex login` (or `printenv OPENAI_API_KEY | codex login --with-api-key`), and run again.',
    again: 'no',
  },
  {
    words: /\b403 Forbidden/,
    outcome: 'failed',
    what: 'Codex may not use its provider',
    next: 'See with `codex login status` which account it uses, and run again.',
    again: 'no',
  },
  {
    words: /Quota exceeded|insufficient_quota/i,
    outcome: 'failed',
    what: 'The account that Codex uses has no credit',
    next: 'Add credit to the account, or give the task to another agent in specwave.yaml, and run again.',
    again: 'no',
  },
  {
    words: /model\b[^\n]*\b(?:does not exist|not found|not supported)/i,
    outcome: 'failed',
    what: 'Codex cannot use this model',
    next: "Correct the agent's `model` in specwave.yaml (or the model that Codex is set to), and run again.",
    again: 'no',
  },
  {
    words: /ran out of room|context window/i,
    outcome: 'failed',
    what: 'The conversation became too long for the model',
    next: 'Split the task, and run again.',
  },
  {
    words:
      /high demand|last status: 5\d\d|status 5\d\d|stream disconnected|connection failed|waiting for network|error sending request|timed? ?out/i,
    outcome: 'failed',
    what: 'Codex cannot reach its model',
    next: 'See whether the provider is up, and the network (proxy); then run again.',
    again: 'after-a-pause',
  },
];

const OTHER = {
  outcome: 'failed',
  what: 'Codex ended with an error',
  next: 'See its words for the reason, and run again.',
} as const;

/** The ending of an attempt whose turn failed with these words. */
export function errorEnding(allWords: string, usage: Usage, now: Date): AgentEnding {
  const words = cut(allWords.trim(), MAX_WORDS_LENGTH);
  const { outcome, what, next, again }: Omit<Meaning, 'words'> =
    MEANINGS.find((each) => each.words.test(words)) ?? OTHER;
  const resetsAt = outcome === 'quota' ? resetTimeIn(words, now) : undefined;
  return {
    outcome,
    message: `${what}${words === '' ? ', and does not say why.' : `:\n${words}`}`,
    next:
      resetsAt === undefined
        ? next
        : `Run the same command again after ${resetsAt}: what was finished is kept.`,
    usage,
    ...(resetsAt === undefined ? {} : { resetsAt }),
    ...(again === undefined ? {} : { again }),
  };
}
