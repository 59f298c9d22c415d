/** Runs an agent's program that prints an event a line, as JSON, and that ends when its work is done. */
import * as z from 'zod';
import type { AgentEnding, AgentEvent, AgentJob, Unfinished, Usage } from './driver';
import { notStartedEnding, stoppedEnding, whoIs } from './endings';
import { outputFault, OWN_LOGIN, saidLast } from './faultEnding';
import { cut } from './phrases';
import type { KnownProgram } from './programs';
import { lastLines, tailOf } from '../processes/output';
import { type ProgramEnd, runProgram } from '../processes/process';

/** One event may hold a whole file. What is longer comes in pieces, which are no JSON. */
const MAX_EVENT_LENGTH = 8 * 1024 * 1024;
/** Of a line that is no event, for the screen and the transcript. */
const MAX_SHOWN_LENGTH = 4 * 1024;
const EVIDENCE_LINES = 15;

/** Any event: each agent's reader looks for what it knows, and passes over the rest. */
export type WireEvent = Record<string, unknown>;
const wireEvent: z.ZodType<WireEvent> = z.looseObject({});

/** Follows the events of one attempt. Holds what they told so far; does nothing to the outside. */
export interface EventReader {
  /** Takes in one event; returns what is to be told of it. */
  read(event: WireEvent): AgentEvent[];
  /** Takes in a line of its log (standard error), for agents that say there what no event says. */
  readLog?(line: string): void;
  /** Null until the events say how the attempt ended. After that the program is let go. */
  ending(): AgentEnding | null;
  /** Whether the agent has nothing more to say, be it that it was interrupted. */
  hasStopped(): boolean;
  /** Of the attempt so far. */
  usage(): Usage;
}

export interface HeadlessRun {
  program: KnownProgram;
  args: readonly string[];
  env: NodeJS.ProcessEnv;
  input: string;
  /** Written to standard input to stop the agent in its own words; with it, standard input stays open. */
  stopRequest?: string;
  reader: EventReader;
  /** What the program's last words on standard error mean, where it went without an event that says how it ended. */
  explain?: (stderr: string) => Explained | null;
  graceMs?: number | undefined;
}

export type Explained = Pick<Unfinished, 'message' | 'next' | 'again'>;

/** Runs the program for the job until its events tell the ending, or it has to be stopped. Never rejects for what it does. */
export async function runHeadless(
  { program, args, env, input, stopRequest, reader, explain, graceMs }: HeadlessRun,
  job: AgentJob,
  emit: (event: AgentEvent) => void,
  signal: AbortSignal,
): Promise<AgentEnding> {
  const who = whoIs(job, program.program);
  const enough = new AbortController();
  /** What it says on standard output that is no event. */
  const plain = tailOf(MAX_SHOWN_LENGTH);
  let write: (text: string) => void = () => undefined;
  let stopped: () => void = () => undefined;
  const hasStopped = new Promise<void>((resolve) => {
    stopped = resolve;
  });
  const hear = (line: string): void => {
    const event = eventIn(line);
    if (!event) {
      if (line.trim() !== '') {
        plain.add(cut(line, MAX_SHOWN_LENGTH));
        emit({ type: 'agent-output', stream: 'stdout', line: cut(line, MAX_SHOWN_LENGTH) });
      }
      return;
    }
    reader.read(event).forEach(emit);
    if (reader.hasStopped()) stopped();
    if (reader.ending()) enough.abort();
  };
  const end = await runProgram({
    program: program.program,
    args,
    cwd: job.tree,
    env,
    input,
    keepsInput: stopRequest !== undefined,
    enough: enough.signal,
    askToStop:
      stopRequest === undefined
        ? undefined
        : () => {
            write(stopRequest);
            return hasStopped;
          },
    maxLineLength: MAX_EVENT_LENGTH,
    limits: job.limits,
    graceMs,
    signal,
    onStart: (pid, writeIn) => {
      write = writeIn;
      emit({ type: 'agent-started', pid, command: program.program });
    },
    onLine: (stream, line) => {
      if (stream === 'stdout') return hear(line);
      reader.readLog?.(line);
      emit({ type: 'agent-output', stream, line: cut(line, MAX_SHOWN_LENGTH) });
    },
  });
  switch (end.kind) {
    case 'not-started':
      return notStartedEnding(end.code, program.program, job, program.install);
    case 'timeout':
    case 'stalled':
    case 'cancelled':
      return stoppedEnding(end.kind, who, job.limits, reader.usage(), lastLines(end.stderr, EVIDENCE_LINES));
    case 'exited':
    case 'killed': {
      const told = reader.ending();
      if (told) return told;
      const usage = reader.usage();
      const explained = explain?.(end.stderr);
      if (explained) return { outcome: 'failed', usage, ...explained };
      const words = lastLines(end.stderr || plain.text(), EVIDENCE_LINES);
      return (
        outputFault(
          words,
          { who, login: program.login ? `Run: ${program.login.command}` : OWN_LOGIN },
          usage,
        ) ?? {
          outcome: 'failed',
          message: `${who} ${wentHow(end)} before it said how its work ended${saidLast(words)}`,
          next: 'See its output for the reason, and run again.',
          usage,
        }
      );
    }
  }
}

function eventIn(line: string): WireEvent | null {
  if (!line.startsWith('{')) return null;
  try {
    const parsed = wireEvent.safeParse(JSON.parse(line));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

function wentHow(end: Extract<ProgramEnd, { kind: 'exited' | 'killed' }>): string {
  return end.kind === 'exited' ? `ended with exit code ${end.code}` : `was ended by ${end.signal}`;
}
