/** What an error of Codex means for the task. It tells errors in words only: those of codex-cli 0.169, measured. */
import { resetTimeIn } from '../resetTime';
import type { AgentEnding, Usage } from '../driver';
import { cut } from '../phrases';

const MAX_WORDS_LENGTH = 1_000;

type Failure = Extract<AgentEnding, { message: string }>;
interface Meaning extends Pick<Failure, 'next'>, Partial<Pick<Failure, 'isFinal' | 'isTransient'>> {
  words: RegExp;
  kind: 'failed' | 'quota';
  what: string;
}

/** The first that fits. */
const MEANINGS: readonly Meaning[] = [
  {
    words: /hit your usage limit|rate limit exceeded|last status: 429|at capacity/i,
    kind: 'quota',
    what: 'Codex has no quota now',
    next: 'Run the same command again later: what was finished is kept.',
  },
  {
    words:
      /\b401 Unauthorized|Missing environment variable|not logged in|token (?:has )?expired|log(?:ging)? in again|sign in again/i,
    kind: 'failed',
    what: 'Codex is not logged in',
    next: 'Log in with `codex login` (or `printenv OPENAI_API_KEY | codex login --with-api-key`), and run again.',
    isFinal: true,
  },
  {
    words: /\b403 Forbidden/,
    kind: 'failed',
    what: 'Codex may not use its provider',
    next: 'See with `codex login status` which account it uses, and run again.',
    isFinal: true,
  },
  {
    words: /Quota exceeded|insufficient_quota/i,
    kind: 'failed',
    what: 'The account that Codex uses has no credit',
    next: 'Add credit to the account, or give the task to another agent in specwave.yaml, and run again.',
    isFinal: true,
  },
  {
    words: /model\b[^\n]*\b(?:does not exist|not found|not supported)/i,
    kind: 'failed',
    what: 'Codex cannot use this model',
    next: "Correct the agent's `model` in specwave.yaml (or the model that Codex is set to), and run again.",
    isFinal: true,
  },
  {
    words: /ran out of room|context window/i,
    kind: 'failed',
    what: 'The conversation became too long for the model',
    next: 'Split the task, and run again.',
  },
  {
    words:
      /high demand|last status: 5\d\d|status 5\d\d|stream disconnected|connection failed|waiting for network|error sending request|timed? ?out/i,
    kind: 'failed',
    what: 'Codex cannot reach its model',
    next: 'See whether the provider is up, and the network (proxy); then run again.',
    isTransient: true,
  },
];

const OTHER = {
  kind: 'failed',
  what: 'Codex ended with an error',
  next: 'See its words for the reason, and run again.',
} as const;

/** The ending of an attempt whose turn failed with these words. */
export function errorEnding(allWords: string, usage: Usage, now: Date): AgentEnding {
  const words = cut(allWords.trim(), MAX_WORDS_LENGTH);
  const { kind, what, next, isFinal, isTransient }: Omit<Meaning, 'words'> =
    MEANINGS.find((each) => each.words.test(words)) ?? OTHER;
  const resetsAt = kind === 'quota' ? resetTimeIn(words, now) : undefined;
  return {
    kind,
    message: `${what}${words === '' ? ', and does not say why.' : `:\n${words}`}`,
    next:
      resetsAt === undefined
        ? next
        : `Run the same command again after ${resetsAt}: what was finished is kept.`,
    usage,
    ...(resetsAt === undefined ? {} : { resetsAt }),
    ...(isFinal ? { isFinal } : {}),
    ...(isTransient ? { isTransient } : {}),
  };
}
