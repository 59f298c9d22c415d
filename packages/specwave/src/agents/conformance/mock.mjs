/**
 * What all mock programs do alike. The scenario is in SPECWAVE_MOCK; what they note for the test is in the folder
 * SPECWAVE_MOCK_NOTES: `prompt`, as it arrived, and `pids`, a line each. SPECWAVE_MOCK_FILE: what they write, if not out.txt.
 */
import { spawn } from 'node:child_process';
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { once } from 'node:events';

export const scenario = process.env.SPECWAVE_MOCK;
const WORDS = {
  'quota-in-words': 'Error: Request failed with status code 429',
  'login-in-words': 'Error: 401 Unauthorized: Incorrect API key provided.',
  'trouble-in-words': 'Error: 503 Service Unavailable',
  'number-in-words': 'There are 429 files, and the rate limit is handled: nothing to do.',
  'quota-and-crash': 'Error: 429 {"message":"Too Many Requests"}',
  'login-and-crash': 'AuthenticationError: 401 Incorrect API key provided.',
  'trouble-and-crash': 'APIError: 503 status code (no body)',
  'number-and-crash': 'SyntaxError: unexpected token on line 429',
};

/** Seconds since 1970. */
export const resetsAt = Number(process.env.SPECWAVE_MOCK_RESET);
const notes = process.env.SPECWAVE_MOCK_NOTES;

export function notePrompt(prompt) {
  writeFileSync(join(notes, 'prompt'), prompt);
}

/** Waits until all of it is read: what is left in a pipe at the end of a process is lost. */
export function print(text, stream = process.stdout) {
  return new Promise((resolve) => stream.write(text, resolve));
}

export function writeWork() {
  const file = process.env.SPECWAVE_MOCK_FILE ?? 'out.txt';
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, 'done\n');
}

/** Starts a child that ignores SIGTERM, and waits until it does. */
export async function startChild({ inOwnSession }) {
  const script = `process.on('SIGTERM', () => {}); process.on('SIGHUP', () => {}); setInterval(() => {}, 1e6); console.log('ready')`;
  const child = spawn(process.execPath, ['-e', script], {
    detached: inOwnSession,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  appendFileSync(join(notes, 'pids'), `${child.pid}\n`);
  await once(child.stdout, 'data');
  child.stdout.destroy();
  child.unref();
}

export function stayForEver() {
  appendFileSync(join(notes, 'pids'), `${process.pid}\n`);
  setInterval(() => undefined, 1_000_000);
  return new Promise(() => undefined);
}

/** What scenarios do beside the wire. `wire`: how the agent says things; `ends`: that it is done, without having used a tool. Resolves where there is more for the agent to say. */
export async function play(wire) {
  switch (scenario) {
    case 'done':
      writeWork();
      return wire.done('Wrote out.txt.');
    case 'nothing':
      return wire.ends('Wrote out.txt.');
    case 'garbage':
      await print('\n{"type":\nnull\n[]\n"text"\n{}\n{"type":42}\n{"type":"from-the-future","result":1}\n');
      await print('\u001b[31mred\u001b[0m \uFFFD\n');
      await print(Buffer.from([0xff, 0xfe, 0x0a]));
      await print('no events on standard error\n', process.stderr);
      writeWork();
      return wire.done('Wrote out.txt.', { inHalves: true });
    case 'large':
      // Longer than any event may be; then as much in many lines.
      await print(`{"type":"${'x'.repeat(10 * 1024 * 1024)}"}\n`);
      await print(`${'y'.repeat(1023)}\n`.repeat(10 * 1024), process.stderr);
      writeWork();
      return wire.done('Wrote out.txt.');
    case 'silence':
    case 'cancel':
      await wire.said('I think.');
      return stayForEver();
    case 'stubborn-child':
    case 'child-in-own-session':
      await startChild({ inOwnSession: scenario === 'child-in-own-session' });
      writeWork();
      return wire.done('Wrote out.txt.');
    case 'no-result':
      await wire.said('I am done.');
      return process.exit(0);
    case 'quota-in-words':
    case 'login-in-words':
    case 'trouble-in-words':
    case 'number-in-words':
      return wire.ends(WORDS[scenario]);
    case 'quota-and-crash':
    case 'login-and-crash':
    case 'trouble-and-crash':
    case 'number-and-crash':
      await print(`${WORDS[scenario]}\n`, process.stderr);
      return process.exit(1);
    case 'killed':
      await wire.said('I think.');
      return process.kill(process.pid, 'SIGKILL');
    case 'crash':
      await print('out of luck\n', process.stderr);
      return process.exit(1);
    default:
      if (wire[scenario] === undefined) throw new Error(`This mock knows no scenario ${scenario}.`);
      return wire[scenario]();
  }
}
