/** What every agent can run into, and how an attempt then has to end: one table for all drivers. */
import type { AgentEnding } from '../driver';

export interface Expected {
  kind: AgentEnding['kind'];
  /** Parts of the ending's message and `next`. */
  message?: string;
  next?: string;
  isFinal?: true;
  isTransient?: true;
  /** Whether the ending names the time at which the quota ends. */
  hasReset?: true;
  /** Whether it names what the agent was not allowed to do. */
  hasRefused?: true;
}

const DONE: Expected = { kind: 'done' };

/** By the name that the mock programs get in SPECWAVE_MOCK. */
export const SCENARIOS = {
  done: { says: 'writes a file and says that it is done', expected: DONE },
  nothing: { says: 'says that it is done and wrote nothing', expected: DONE },
  refused: { says: 'was refused a permission', expected: { kind: 'done', hasRefused: true } },
  unauthorized: {
    says: 'is not logged in (401)',
    expected: { kind: 'failed', isFinal: true, message: 'not logged in' },
  },
  'rate-limit': { says: 'has no quota (429)', expected: { kind: 'quota' } },
  'quota-with-reset': {
    says: 'has no quota until a time that it knows',
    expected: { kind: 'quota', hasReset: true },
  },
  'server-error': {
    says: 'gets errors of the server (5xx)',
    expected: { kind: 'failed', isTransient: true },
  },
  'too-long': { says: 'ran out of context', expected: { kind: 'failed', next: 'Split the task' } },
  'max-turns': { says: 'used up its turns', expected: { kind: 'failed' } },
  garbage: { says: 'prints garbage and half lines between its events', expected: DONE },
  large: { says: 'prints 10 MB in one line and 10 MB in many', expected: DONE },
  silence: { says: 'says nothing more', expected: { kind: 'stalled' } },
  cancel: { says: 'is interrupted', expected: { kind: 'cancelled' } },
  'stubborn-child': { says: 'leaves a child that ignores SIGTERM', expected: DONE },
  'child-in-own-session': { says: 'leaves a child in a session of its own', expected: DONE },
  'no-result': { says: 'exits with 0 and no result', expected: { kind: 'failed', message: 'exit code 0' } },
  killed: { says: 'is killed', expected: { kind: 'failed', message: 'SIGKILL' } },
  crash: {
    says: 'crashes with words on standard error',
    expected: { kind: 'failed', message: 'out of luck' },
  },
} as const satisfies Record<string, { says: string; expected: Expected }>;

export type ScenarioName = keyof typeof SCENARIOS;
