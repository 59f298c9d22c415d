/**
 * How a task can end (design, "Outcomes"), and what follows from each ending: the one place that knows. Whoever adds an
 * outcome is led here by the compiler, and has answered for it everywhere. Only `landed` ticks a box.
 */

/** Another attempt would only cost; may go better; or may, once what is wrong elsewhere has passed. */
export type Again = 'no' | 'at-once' | 'after-a-pause';

interface OutcomeFacts {
  /** Whether another attempt is made, where nobody knows better in the case at hand. */
  again: Again;
  /** The agent's tree is kept: people want to see what is there. The others left nothing, or were not the agent's doing. */
  isTreeKept: boolean;
  /** It uses up one of the attempts that `limits` allows. */
  isAttempt: boolean;
  /** It is over by itself, or by raising a cap: exit code 75. */
  isLater: boolean;
  /** It says nothing of another run at the same task: its own user, or its own budget, stopped it. */
  isOfItsRun: boolean;
  /** The work was looked at and is not there, or broke down: a box that somebody ticks over it proves nothing. */
  isDisproof: boolean;
}

const PLAIN: OutcomeFacts = {
  again: 'no',
  isTreeKept: false,
  isAttempt: true,
  isLater: false,
  isOfItsRun: false,
  isDisproof: false,
};
/** The agent worked, and what it left does not do. */
const FAULTY: OutcomeFacts = { ...PLAIN, again: 'at-once', isTreeKept: true };

const OUTCOME_FACTS = {
  landed: PLAIN,
  'needs-agent': PLAIN,
  invalid: { ...FAULTY, isDisproof: true },
  empty: { ...PLAIN, again: 'at-once', isDisproof: true },
  conflict: FAULTY,
  denied: { ...PLAIN, isTreeKept: true },
  quota: { ...PLAIN, isAttempt: false, isLater: true },
  budget: { ...PLAIN, isLater: true, isOfItsRun: true },
  timeout: FAULTY,
  stalled: FAULTY,
  failed: { ...FAULTY, isDisproof: true },
  cancelled: { ...PLAIN, isOfItsRun: true },
} as const satisfies Record<string, OutcomeFacts>;

export type Outcome = keyof typeof OUTCOME_FACTS;

export const OUTCOMES = Object.keys(OUTCOME_FACTS) as [Outcome, ...Outcome[]];

/** What follows from an ending. */
export function factsOf(outcome: Outcome): OutcomeFacts {
  return OUTCOME_FACTS[outcome];
}
