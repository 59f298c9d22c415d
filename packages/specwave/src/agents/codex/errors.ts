/** What an error of Codex means for the task. It tells errors in words only: those of codex-cli 0.169, measured. */
import { resetTimeIn } from '../resetTime';
import type { AgentEnding, Unfinished, Usage } from '../driver';
import { faultEnding } from '../faultEnding';
import { cut } from '../phrases';
import { faultIn } from '../providerFault';

const MAX_WORDS_LENGTH = 1_000;
export const LOGIN =
  'Log in with `codex login` (or `printenv OPENAI_API_KEY | codex login --with-api-key`), and run again.';

interface Meaning extends Pick<Unfinished, 'next' | 'again'> {
  words: RegExp;
  outcome: 'failed' | 'quota';
  /** Said of the agent. */
  what: string;
}

/** The first that fits. */
const MEANINGS: readonly Meaning[] = [
  {
    words: /hit your usage limit|rate limit exceeded|last status: 429|at capacity/i,
    outcome: 'quota',
    what: 'has no quota now',
    next: 'Run the same command again later: what was finished is kept.',
  },
  {
    words:
      /\b401 Unauthorized|Missing environment variable|not logged in|token (?:has )?expired|log(?:ging)? in again|sign in again/i,
    outcome: 'failed',
    what: 'is not logged in',
    next: LOGIN,
    again: 'no',
  },
  {
    words: /\b403 Forbidden/,
    outcome: 'failed',
    what: 'may not use its provider',
    next: 'See with `codex login status` which account it uses, and run again.',
    again: 'no',
  },
  {
    words: /Quota exceeded|insufficient_quota/i,
    outcome: 'failed',
    what: 'has an account without credit',
    next: 'Add credit to the account, or give the task to another agent in specwave.yaml, and run again.',
    again: 'no',
  },
  {
    words: /model\b[^\n]*\b(?:does not exist|not found|not supported)/i,
    outcome: 'failed',
    what: 'cannot use this model',
    next: "Correct the agent's `model` in specwave.yaml (or the model that Codex is set to), and run again.",
    again: 'no',
  },
  {
    words: /ran out of room|context window/i,
    outcome: 'failed',
    what: 'ran out of room in its model’s context',
    next: 'Split the task, and run again.',
  },
  {
    words:
      /high demand|last status: 5\d\d|status 5\d\d|stream disconnected|connection failed|waiting for network|error sending request|timed? ?out/i,
    outcome: 'failed',
    what: 'cannot reach its model',
    next: 'See whether the provider is up, and the network (proxy); then run again.',
    again: 'after-a-pause',
  },
];

const OTHER = {
  outcome: 'failed',
  what: 'ended with an error',
  next: 'See its words for the reason, and run again.',
} as const;

/** The ending of an attempt whose turn failed with these words. `who`: as in `whoIs`. */
export function errorEnding(allWords: string, who: string, usage: Usage, now: Date): AgentEnding {
  const words = cut(allWords.trim(), MAX_WORDS_LENGTH);
  const known = MEANINGS.find((each) => each.words.test(words));
  const fault = known ? null : faultIn(words);
  if (fault !== null) return faultEnding(fault, words, { who, login: LOGIN }, usage);
  const { outcome, what, next, again }: Omit<Meaning, 'words'> = known ?? OTHER;
  const resetsAt = outcome === 'quota' ? resetTimeIn(words, now) : undefined;
  return {
    outcome,
    message: `${who} ${what}${words === '' ? ', and does not say why.' : `:\n${words}`}`,
    next:
      resetsAt === undefined
        ? next
        : `Run the same command again after ${resetsAt}: what was finished is kept.`,
    usage,
    ...(resetsAt === undefined ? {} : { resetsAt }),
    ...(again === undefined ? {} : { again }),
  };
}
