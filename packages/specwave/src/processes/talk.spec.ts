/** Programs that are talked to while they run: standard input stays open, and they are let go once they have said enough. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ProgramEnd, type ProgramRequest, runProgram } from './process';

const FOREVER = { timeoutMs: 60_000, stallMs: 60_000 };

let cwd: string;
let lines: string[];
let write: (text: string) => void;

beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'specwave-talk-'));
  lines = [];
});

afterEach(() => rmSync(cwd, { recursive: true, force: true }));

/** Runs a bash script that is talked to; `hear` gets each of its lines. */
async function talk(
  script: string,
  hear: (line: string) => void,
  more: Partial<ProgramRequest> = {},
): Promise<ProgramEnd> {
  return runProgram({
    program: 'bash',
    args: ['-c', script],
    cwd,
    env: process.env,
    input: 'first\n',
    keepsInput: true,
    limits: FOREVER,
    graceMs: 5_000,
    signal: new AbortController().signal,
    onStart: (_, writeIn) => {
      write = writeIn;
    },
    onLine: (_, line) => {
      lines.push(line);
      hear(line);
    },
    ...more,
  });
}

/** Answers each line, and says so when its input ends. */
const ECHO = 'while read -r line; do echo "heard $line"; done; echo "end of input"';

it('reads what is written to it after its first input', async () => {
  const enough = new AbortController();
  await talk(
    ECHO,
    (line) => {
      if (line === 'heard first') write('second\n');
      if (line === 'heard second') enough.abort();
    },
    { enough: enough.signal },
  );
  expect(lines).toEqual(['heard first', 'heard second', 'end of input']);
});

it('ends by itself, without a signal, when it has said enough and its input ends', async () => {
  const enough = new AbortController();
  const end = await talk(`${ECHO}; exit 7`, () => enough.abort(), { enough: enough.signal });
  expect(end).toMatchObject({ kind: 'exited', code: 7 });
});

it('is ended when it has said enough and does not go', async () => {
  const enough = new AbortController();
  const end = await talk('echo $$; read -r first; exec sleep 600', () => enough.abort(), {
    enough: enough.signal,
  });
  expect(end).toMatchObject({ kind: 'killed', signal: 'SIGTERM' });
  expect(() => process.kill(Number(lines[0]), 0)).toThrow('ESRCH');
});

it('is asked to stop in its own words before it is sent a signal', async () => {
  const interrupt = new AbortController();
  let stopped: () => void = () => undefined;
  const answered = new Promise<void>((resolve) => {
    stopped = resolve;
  });
  const end = await talk(
    `trap 'echo signal' TERM; ${ECHO}`,
    (line) => {
      if (line === 'heard first') interrupt.abort();
      if (line === 'heard stop') stopped();
    },
    {
      signal: interrupt.signal,
      graceMs: 100,
      askToStop: () => {
        write('stop\n');
        return answered;
      },
    },
  );
  expect(end.kind).toBe('cancelled');
  expect(lines.slice(0, 2)).toEqual(['heard first', 'heard stop']);
});

it('is ended all the same when it does not answer the question to stop', async () => {
  const interrupt = new AbortController();
  const end = await talk('echo ready; exec sleep 600', () => interrupt.abort(), {
    signal: interrupt.signal,
    askToStop: () => new Promise(() => undefined),
  });
  expect(end.kind).toBe('cancelled');
});

it('may have gone when something is written to it', async () => {
  const end = await talk('exec 0<&-; echo closed; exit 0', () => write('x'.repeat(1_000_000)));
  expect(end).toMatchObject({ kind: 'exited', code: 0 });
});

it('may say lines as long as it was allowed to', async () => {
  const enough = new AbortController();
  await talk(`head -c 3000000 /dev/zero | tr '\\0' x; echo`, (line) => line.length > 0 && enough.abort(), {
    enough: enough.signal,
    maxLineLength: 4_000_000,
  });
  expect(lines.map((line) => line.length)).toEqual([3_000_000]);
});
