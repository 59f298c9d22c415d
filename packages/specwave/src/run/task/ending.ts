/** How one attempt ended, and what of it the next one is told. */
import type { Usage } from '../../agents/driver';
import type { Outcome } from '../../plan/outcomes';
import type { ChangedFile, CheckRecord } from '../../state/resultSchema';

export interface AttemptResult {
  /** `landed` here means: checked, and fit to land. */
  outcome: Outcome;
  message: string | null;
  next: string | null;
  files: ChangedFile[];
  patch: Buffer | null;
  checks: CheckRecord[];
  /** Another attempt would end alike. */
  isFinal?: boolean | undefined;
  /** The provider's fault, which may pass: another attempt waits first. */
  isTransient?: boolean | undefined;
}

/** What an agent had done when its run was interrupted, before it was checked. */
export type Unchecked = Pick<AttemptResult, 'files'> & { usage: Usage; patch: Buffer };

/** What the agent that failed before left, for the one that tries next. */
export interface Before extends Pick<AttemptResult, 'outcome' | 'message'> {
  /** Absolute path of the tree that it worked in; null where that is the same one, or gone. */
  left: string | null;
}
