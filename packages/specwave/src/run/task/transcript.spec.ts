import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AgentEvent } from '../../agents/driver';
import { openTranscript } from './transcript';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'specwave-transcript-'));
  file = join(folder, 'task', 'transcript.jsonl');
});
afterEach(() => rmSync(folder, { recursive: true }));

const asItIs = (text: string): string => text;
const said = (line: string): AgentEvent => ({ type: 'agent-output', stream: 'stdout', line });
const lines = (): string[] => readFileSync(file, 'utf8').trimEnd().split('\n');
const entries = (): unknown[] => lines().map((line): unknown => JSON.parse(line));

it('holds each event in a line of its own, with its time, as soon as it happened', () => {
  const transcript = openTranscript(file, asItIs);
  const before = Date.now();
  transcript.add({ type: 'agent-started', pid: 1, command: 'claude' });
  expect(entries()).toEqual([{ at: expect.any(String), type: 'agent-started', pid: 1, command: 'claude' }]);
  transcript.add(said('one\ntwo'));
  transcript.add({ type: 'agent-usage', usage: { input_tokens: 3 } });
  expect(entries()).toHaveLength(3);
  expect(entries()[1]).toMatchObject({ type: 'agent-output', stream: 'stdout', line: 'one\ntwo' });
  expect(entries()[2]).toMatchObject({ type: 'agent-usage', usage: { input_tokens: 3 } });
  const at = Date.parse(/"at":"([^"]+)"/.exec(lines()[0] ?? '')?.[1] ?? '');
  expect(at).toBeGreaterThanOrEqual(before);
  transcript.close();
});

it('holds the next attempt after the one before', () => {
  for (const attempt of ['first', 'second']) {
    const transcript = openTranscript(file, asItIs);
    transcript.add(said(attempt));
    transcript.close();
  }
  expect(entries()).toMatchObject([{ line: 'first' }, { line: 'second' }]);
});

it('holds no secret, in whatever part of an event it stands', () => {
  const transcript = openTranscript(file, (text) => text.replaceAll('se"cret', '[KEY]'));
  transcript.add(said('it is se"cret'));
  transcript.add({ type: 'agent-started', command: 'run se"cret' });
  transcript.add({ type: 'agent-file', path: 'se"cret.txt', change: 'written' });
  transcript.close();
  expect(entries()).toMatchObject([
    { line: 'it is [KEY]' },
    { command: 'run [KEY]' },
    { path: '[KEY].txt', change: 'written' },
  ]);
});

it('ends at 20 MB with a line that says so, also for later attempts', () => {
  const many = 20_000_000 / 10_000 + 200;
  for (let attempt = 1; attempt <= 2; attempt++) {
    const transcript = openTranscript(file, asItIs);
    for (let n = 0; n < many; n++) transcript.add(said('x'.repeat(10_000)));
    transcript.close();
    expect(statSync(file).size).toBeLessThanOrEqual(20 * 1024 * 1024);
    expect(JSON.parse(lines().at(-1) ?? '')).toMatchObject({
      type: 'transcript-cut',
      limit_bytes: 20 * 1024 * 1024,
    });
  }
});

it('counts bytes, not characters', () => {
  const transcript = openTranscript(file, asItIs);
  for (let n = 0; n < 800; n++) transcript.add(said('🎉'.repeat(8_000)));
  transcript.close();
  expect(statSync(file).size).toBeLessThanOrEqual(20 * 1024 * 1024);
});

it('takes nothing more once it is closed', () => {
  const transcript = openTranscript(file, asItIs);
  transcript.add(said('before'));
  transcript.close();
  transcript.close();
  transcript.add(said('after'));
  expect(entries()).toMatchObject([{ line: 'before' }]);
});

it('does without a file that cannot be opened, and the agent works on', () => {
  mkdirSync(file, { recursive: true });
  const transcript = openTranscript(file, asItIs);
  transcript.add(said('lost'));
  transcript.close();
  expect(statSync(file).isDirectory()).toBe(true);
});

it('does not follow a link that stands in its place', () => {
  mkdirSync(join(folder, 'task'));
  const elsewhere = join(folder, 'elsewhere');
  symlinkSync(elsewhere, file);
  const transcript = openTranscript(file, asItIs);
  transcript.add(said('lost'));
  transcript.close();
  expect(existsSync(elsewhere)).toBe(false);
});
