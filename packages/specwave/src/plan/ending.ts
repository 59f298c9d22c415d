/** How an attempt at a task ended: one form of it, from the agent that tells it to the record. */
import { type Again, factsOf, type Outcome } from './outcomes';

export interface Ending {
  /** `landed`, before it is in the user's tree: checked, and fit to land. */
  outcome: Outcome;
  /** What happened, with the evidence; of work that landed, what its agent said of it. */
  message: string | null;
  /** What to do about it. */
  next: string | null;
  /** Whether another attempt is made after it. */
  again: Again;
  /** An agent was started; not where there was no quota, no budget, or the run was interrupted before. */
  launched: boolean;
}

/** `again` and `launched`: where they are not what such an outcome brings with it. */
export function endingOf(
  outcome: Outcome,
  message: string | null,
  next: string | null,
  { again = factsOf(outcome).again, launched = true }: { again?: Again | undefined; launched?: boolean } = {},
): Ending {
  return { outcome, message, next, again, launched };
}
