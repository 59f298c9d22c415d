/** The one interface behind which every way of having a task done stands. */

import type { Again, Outcome } from '../plan/outcomes';
import type { Usage } from '../plan/price';
import type { SubAgent } from '../plan/subAgents';

export type { Usage };

/** The specialist that an agent is to be for a task. */
export interface Role {
  /** As the task or a route names it: a family (`clerk:*`) or one specialist. */
  asked: string;
  /** The sub-agent that fits best; null where none exists here. */
  found: SubAgent | null;
}

/** What a driver gets to do one attempt at one task. */
export interface AgentJob {
  /** Absolute path of the tree to work in; nothing outside it may be touched. */
  tree: string;
  /** Absolute path of the workspace, for programs installed there (`node_modules/.bin`). */
  workspaceRoot: string;
  spec: string;
  task: string;
  /** The agent's name in specwave.yaml, for messages. */
  agent: string;
  /** Counts from 1. */
  attempt: number;
  /** The whole prompt, Markdown. */
  prompt: string;
  /** The task's body: plain Markdown, for drivers that carry out what it spells out. */
  body: string;
  /** Paths (relative to the tree, `/`) that only Specwave may write. */
  reserved: readonly string[];
  /** Absolute path where the agent may leave `{ summary, usage }`; outside the tree, does not exist yet. */
  resultFile: string;
  limits: { timeoutMs: number; stallMs: number };
  /** Carried by every process that is started for this job (`RUN_MARK`), so that a later run finds what a killed one left. */
  mark: string;
  role: Role | null;
  /** What this launch may cost at most, US dollars; null where there is no cap. Only for agents that can hold one themselves. */
  budgetUsd: number | null;
}

/** What a driver tells while it works, so that the screen shows progress at once. */
export type AgentEvent =
  | { type: 'agent-started'; pid?: number | undefined; command?: string | undefined }
  | { type: 'agent-output'; stream: 'stdout' | 'stderr'; line: string }
  /** Words of the agent to its user. */
  | { type: 'agent-said'; text: string }
  /** A tool that it uses, in a few words: `edit src/a.ts`, `run npm test`. */
  | { type: 'agent-step'; text: string }
  /** It waits by itself (a provider's error that may pass). */
  | { type: 'agent-retries'; message: string }
  | { type: 'agent-file'; path: string; change: 'written' | 'deleted' | 'unchanged' }
  | { type: 'agent-usage'; usage: Usage };

/** The agent says that it is done. That is its word only: checks come after. */
export interface Done {
  outcome: 'done';
  summary: string | null;
  usage: Usage;
  /** What it asked for and was not allowed, a phrase each (`run npm test`): the reason, where its work fails a check. */
  refused: readonly string[];
  /** What it said last, where that is not its summary: shown where its work fails a check. */
  lastLines?: string | undefined;
  /** How it ended, should it turn out that it changed nothing: its last words are those of its provider. */
  ifUnchanged?: Unfinished | undefined;
  /** How the agent's own settings let it do what it was refused, as a sentence; where that is known. */
  allow?: string | undefined;
}

/** How an agent ended otherwise: an `Ending`, as far as an agent can tell one. */
export interface Unfinished {
  /** The others are for Specwave to find out. */
  outcome: Exclude<Outcome, 'landed' | 'invalid' | 'empty' | 'conflict'>;
  /** What happened, with the evidence (exit code, last line on stderr). */
  message: string;
  next: string;
  /** Where the agent knows better than what its outcome brings with it: no login, a provider that is down. */
  again?: Again | undefined;
  usage: Usage;
  /** `quota` only: when it ends (ISO 8601), where the agent says so. */
  resetsAt?: string | undefined;
}

export type AgentEnding = Done | Unfinished;

export interface Driver {
  /**
   * Does one attempt. Never rejects for what an agent does; rejects only for bugs. When `signal`
   * aborts, ends every process it started and resolves with `cancelled`.
   */
  run(job: AgentJob, emit: (event: AgentEvent) => void, signal: AbortSignal): Promise<AgentEnding>;
}
