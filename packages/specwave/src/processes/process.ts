/** Runs one program for an agent: prompt in, lines out, limits, and nothing left behind. */
import { randomUUID } from 'node:crypto';
import type { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { execa } from './execa';
import { withMark } from './environment';
import { type InputPipe, openInputPipe } from './inputPipe';
import { lineReader, tailOf } from './output';
import { RUN_MARK, endFamily, rootOf } from './process-tree';

const DEFAULT_GRACE_MS = 5_000;
/** Nx 24.0.6 kills this process 5 s after it was told to stop: until then the outcome has to be recorded too. */
const CANCEL_GRACE_MS = 2_000;
/** Time to end by itself, for a program that was told to stop or is not needed any more. */
const LEAVE_MS = 1_000;
/** After a normal end: time for those who still hold the output (`> >(tee log)`) to finish by themselves. */
const LINGER_MS = 250;
const TAIL_LENGTH = 4 * 1024;
/** Above this, Node's timers fire at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

export interface ProgramRequest {
  program: string;
  args: readonly string[];
  /** Absolute. */
  cwd: string;
  /** The whole environment: nothing is inherited beside it. */
  env: NodeJS.ProcessEnv;
  /**
   * Written to standard input, which is then closed (`''`: closed at once), unless `keepsInput`. A program that does not
   * read it is no error.
   */
  input: string;
  /** Leaves standard input open, for a program that is talked to: `onStart` gets the means to write. */
  keepsInput?: boolean | undefined;
  /** Aborts once the program has said all that it was run for: it is let go, and then ended. The end is then its own. */
  enough?: AbortSignal | undefined;
  /** Asks the program in its own words to stop, before signals do; it has a moment. Must not reject. */
  askToStop?: (() => Promise<void>) | undefined;
  /** In UTF-16 code units: longer lines come in pieces. `MAX_LINE_LENGTH` unless told. */
  maxLineLength?: number | undefined;
  limits: {
    timeoutMs: number;
    /** Longest time without a byte on standard output or error. */
    stallMs: number;
  };
  /** Time between SIGTERM and SIGKILL. */
  graceMs?: number | undefined;
  signal: AbortSignal;
  /** `write`: to standard input, where `keepsInput`; what a program that has gone does not read is dropped. */
  onStart?: ((pid: number, write: (text: string) => void) => void) | undefined;
  onLine: (stream: 'stdout' | 'stderr', line: string) => void;
}

/** Why a program was ended against its will. */
export type Stop = 'timeout' | 'stalled' | 'cancelled';

/** How a program ended. `output` is the end of standard output and error as they came, `stderr` that of standard error alone. */
export type ProgramEnd =
  | { kind: 'exited'; code: number; output: string; stderr: string }
  /** By a signal that was not ours. */
  | { kind: 'killed'; signal: string; output: string; stderr: string }
  | { kind: Stop; output: string; stderr: string }
  /** `code` as of spawn(2): `ENOENT`, `EACCES`, ... */
  | { kind: 'not-started'; code: string; message: string };

/**
 * Runs a program in a session of its own. However it ends, all processes that it started are ended too
 * when this resolves. Never rejects for what the program does.
 */
export async function runProgram(request: ProgramRequest): Promise<ProgramEnd> {
  const output = tailOf(TAIL_LENGTH);
  const stderr = tailOf(TAIL_LENGTH);
  const said = (): { output: string; stderr: string } => ({ output: output.text(), stderr: stderr.text() });
  if (request.signal.aborted) {
    return { kind: 'cancelled', ...said() };
  }

  const mark = randomUUID();
  const pipe = request.input === '' && !request.keepsInput ? null : await openInputPipe();
  const child = execa(request.program, request.args, {
    cwd: request.cwd,
    env: { ...request.env, [RUN_MARK]: withMark(request.env[RUN_MARK], mark) },
    extendEnv: false,
    stdin: inputOf(request, pipe),
    // Own session and group, so that signals reach the whole family, and the terminal's Ctrl+C reaches only us.
    detached: true,
    cleanup: false,
    // We read the streams ourselves, without keeping them.
    buffer: false,
    reject: false,
  });
  const { pid } = child;
  pipe?.handedOn();
  const stdin = pipe?.writer ?? child.stdin;
  if (pid === undefined) {
    stdin?.destroy();
    const result = await child;
    return {
      kind: 'not-started',
      code: result.code ?? 'UNKNOWN',
      message: result.originalMessage ?? 'unknown reason',
    };
  }

  // `exit`, not `close`: orphans hold the pipes.
  const exited = new Promise<{ code: number | null; signal: string | null }>((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
  });
  const root = rootOf(pid, mark);
  const watch = watchFor(request);
  const closed = Promise.all([
    passOn(
      child.stdout,
      (line) => {
        output.add(line);
        request.onLine('stdout', line);
      },
      watch.alive,
      request.maxLineLength,
    ),
    passOn(
      child.stderr,
      (line) => {
        output.add(line);
        stderr.add(line);
        request.onLine('stderr', line);
      },
      watch.alive,
      request.maxLineLength,
    ),
  ]);
  // What is written to a program that has gone.
  stdin?.on('error', () => undefined);
  if (request.keepsInput) stdin?.write(request.input);
  else stdin?.end(request.input);
  request.onStart?.(pid, (text) => void (stdin?.writable && stdin.write(text)));

  const stop = await Promise.race([exited.then(() => undefined), watch.stop]);
  watch.end();
  if (stop === undefined) {
    await within(closed, LINGER_MS);
  } else if (stop === 'enough') {
    stdin?.end();
    await within(exited, LEAVE_MS);
  } else if (request.askToStop) {
    await within(Promise.race([request.askToStop(), exited]), LEAVE_MS);
  }
  await endFamily(root, request.graceMs ?? (stop === 'cancelled' ? CANCEL_GRACE_MS : DEFAULT_GRACE_MS));
  const { code, signal } = await exited;
  if (!(await within(closed, LINGER_MS))) {
    child.stdout.destroy();
    child.stderr.destroy();
    await closed;
  }
  stdin?.destroy();

  if (stop !== undefined && stop !== 'enough') {
    return { kind: stop, ...said() };
  }
  return code === null
    ? { kind: 'killed', signal: signal ?? 'unknown', ...said() }
    : { kind: 'exited', code, ...said() };
}

function inputOf({ input, keepsInput }: ProgramRequest, pipe: InputPipe | null): 'pipe' | 'ignore' | 3 {
  // Execa takes any file descriptor; its types know those up to 9 only.
  if (pipe) return pipe.readEnd as 3;
  return input === '' && !keepsInput ? 'ignore' : 'pipe';
}

/** Resolves when the stream is at its end or destroyed, after its last line was passed on. */
async function passOn(
  stream: Readable,
  onLine: (line: string) => void,
  alive: () => void,
  maxLineLength: number | undefined,
): Promise<void> {
  const reader = lineReader(onLine, maxLineLength);
  stream.on('data', (chunk: Buffer) => {
    alive();
    reader.push(chunk);
  });
  await finished(stream).catch(() => undefined);
  reader.end();
}

interface Watch {
  /** Resolves when the program has to be ended, with the reason. */
  stop: Promise<Stop | 'enough'>;
  /** The program showed a sign of life. */
  alive(): void;
  /** Takes down timers and listener. */
  end(): void;
}

function watchFor({ limits, signal, enough }: ProgramRequest): Watch {
  let stopNow: (reason: Stop | 'enough') => void = () => undefined;
  const stop = new Promise<Stop | 'enough'>((resolve) => {
    stopNow = resolve;
  });
  const cancel = (): void => stopNow('cancelled');
  const timeout = setTimeout(() => stopNow('timeout'), Math.min(limits.timeoutMs, LONGEST_TIMER_MS));
  const stall = setTimeout(() => stopNow('stalled'), Math.min(limits.stallMs, LONGEST_TIMER_MS));
  const letGo = (): void => stopNow('enough');
  signal.addEventListener('abort', cancel, { once: true });
  enough?.addEventListener('abort', letGo, { once: true });
  return {
    stop,
    alive: () => void stall.refresh(),
    end: () => {
      clearTimeout(timeout);
      clearTimeout(stall);
      signal.removeEventListener('abort', cancel);
      enough?.removeEventListener('abort', letGo);
    },
  };
}

/** Whether the promise settles within `ms`. */
async function within(promise: Promise<unknown>, ms: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), ms);
  });
  const settled = await Promise.race([promise.then(() => true), late]);
  clearTimeout(timer);
  return settled;
}
