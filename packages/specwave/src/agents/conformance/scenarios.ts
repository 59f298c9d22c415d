/** What every agent can run into, and how an attempt then has to end: one table for all drivers. */
import type { AgentEnding, Unfinished } from '../driver';

export interface Expected {
  outcome: AgentEnding['outcome'];
  /** Parts of the ending's message and `next`. */
  message?: string;
  next?: string;
  again?: Unfinished['again'];
  /** Whether the ending names the time at which the quota ends. */
  hasReset?: true;
  /** Whether it names what the agent was not allowed to do. */
  hasRefused?: true;
  /** How it counts where it changed nothing: the outcome, and what follows. */
  unchanged?: Pick<Unfinished, 'outcome' | 'again'>;
}

const DONE: Expected = { outcome: 'done' };

/** By the name that the mock programs get in SPECWAVE_MOCK. */
export const SCENARIOS = {
  done: { says: 'writes a file and says that it is done', expected: DONE },
  nothing: { says: 'says that it is done and wrote nothing', expected: DONE },
  refused: { says: 'was refused a permission', expected: { outcome: 'done', hasRefused: true } },
  unauthorized: {
    says: 'is not logged in (401)',
    expected: { outcome: 'failed', again: 'no', message: 'not logged in' },
  },
  'rate-limit': { says: 'has no quota (429)', expected: { outcome: 'quota' } },
  'quota-with-reset': {
    says: 'has no quota until a time that it knows',
    expected: { outcome: 'quota', hasReset: true },
  },
  'server-error': {
    says: 'gets errors of the server (5xx)',
    expected: { outcome: 'failed', again: 'after-a-pause' },
  },
  'too-long': { says: 'ran out of context', expected: { outcome: 'failed', next: 'Split the task' } },
  'max-turns': { says: 'used up its turns', expected: { outcome: 'failed' } },
  'quota-in-words': {
    says: 'ends well with words of its provider about a quota (429)',
    expected: { outcome: 'done', unchanged: { outcome: 'quota', again: undefined } },
  },
  'login-in-words': {
    says: 'ends well with words of its provider about a login (401)',
    expected: { outcome: 'done', unchanged: { outcome: 'failed', again: 'no' } },
  },
  'trouble-in-words': {
    says: 'ends well with words of its provider about its own trouble (503)',
    expected: { outcome: 'done', unchanged: { outcome: 'failed', again: 'after-a-pause' } },
  },
  'number-in-words': { says: 'ends well and speaks of 429 files', expected: DONE },
  'quota-and-crash': {
    says: 'crashes with a quota (429) on standard error',
    expected: { outcome: 'quota', message: '429' },
  },
  'login-and-crash': {
    says: 'crashes with a refused key (401) on standard error',
    expected: { outcome: 'failed', again: 'no', message: 'not logged in' },
  },
  'trouble-and-crash': {
    says: 'crashes with a server that is down (503) on standard error',
    expected: { outcome: 'failed', again: 'after-a-pause' },
  },
  'number-and-crash': {
    says: 'crashes on line 429',
    expected: { outcome: 'failed', message: 'line 429' },
  },
  garbage: { says: 'prints garbage and half lines between its events', expected: DONE },
  large: { says: 'prints 10 MB in one line and 10 MB in many', expected: DONE },
  silence: { says: 'says nothing more', expected: { outcome: 'stalled' } },
  cancel: { says: 'is interrupted', expected: { outcome: 'cancelled' } },
  'stubborn-child': { says: 'leaves a child that ignores SIGTERM', expected: DONE },
  'child-in-own-session': { says: 'leaves a child in a session of its own', expected: DONE },
  'no-result': {
    says: 'exits with 0 and no result',
    expected: { outcome: 'failed', message: 'exit code 0' },
  },
  killed: { says: 'is killed', expected: { outcome: 'failed', message: 'SIGKILL' } },
  crash: {
    says: 'crashes with words on standard error',
    expected: { outcome: 'failed', message: 'out of luck' },
  },
} as const satisfies Record<string, { says: string; expected: Expected }>;

export type ScenarioName = keyof typeof SCENARIOS;
