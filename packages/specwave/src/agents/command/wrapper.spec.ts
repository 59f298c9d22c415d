/** The wrapper of docs/agents.md, as people copy it, around a program that speaks as `opencode run --format json` does. */
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { AgentEnding } from '../driver';
import { testJob } from '../testing/job';
import { commandDriver } from './command';

const DOCS = resolve(__dirname, '../../../../../docs/agents.md');

let base: string;

beforeEach(() => {
  base = realpathSync(mkdtempSync(join(tmpdir(), 'specwave-wrapper-')));
  mkdirSync(join(base, 'tree'));
  mkdirSync(join(base, 'node_modules/.bin'), { recursive: true });
  const [, wrapper = ''] = /```js\n(.*?)```/s.exec(readFileSync(DOCS, 'utf8')) ?? [];
  writeFileSync(join(base, 'agent.mjs'), wrapper);
});

afterEach(() => rmSync(base, { recursive: true, force: true }));

async function wrapped(events: readonly object[], exitCode = 0): Promise<AgentEnding> {
  const lines = events.map((event) => JSON.stringify(event)).join('\n');
  const script = `#!/bin/sh\ncat > prompt\ncat <<'END'\n${lines}\nno event\nEND\nexit ${exitCode}\n`;
  writeFileSync(join(base, 'node_modules/.bin/opencode'), script, { mode: 0o755 });
  return commandDriver({ driver: 'command', command: ['node', join(base, 'agent.mjs')] }).run(
    testJob(base),
    () => undefined,
    new AbortController().signal,
  );
}

const finish = (cost: number): object => ({
  type: 'step_finish',
  part: { cost, tokens: { input: 10, output: 2, reasoning: 0, cache: { read: 5, write: 0 } } },
});
const text = { type: 'text', part: { text: 'Made it.' } };
const error = (statusCode: number): object => ({
  type: 'error',
  error: { name: 'APIError', data: { statusCode } },
});

it('hands on the prompt, the summary and what all steps took', async () => {
  expect(await wrapped([finish(0.25), text, finish(0.5)])).toMatchObject({
    outcome: 'done',
    summary: 'Made it.',
    usage: { input_tokens: 30, output_tokens: 4, cost_usd: 0.75 },
  });
  expect(readFileSync(join(base, 'tree/prompt'), 'utf8')).toBe('- [ ] do it\n');
});

it('tells no money where the program knows none', async () => {
  expect((await wrapped([text, finish(0)])).usage).toEqual({ input_tokens: 15, output_tokens: 2 });
});

it.each([
  [429, 0, 'quota'],
  [401, 0, 'failed'],
  [500, 1, 'failed'],
])('hands on an error with status %i', async (status, exitCode, outcome) => {
  expect((await wrapped([error(status)], exitCode)).outcome).toBe(outcome);
});
