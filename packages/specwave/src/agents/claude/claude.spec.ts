import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import * as z from 'zod';
import type { SettingsOf } from '../../config/agents';
import { claudeDriver } from './claude';
import type { AgentEnding, AgentJob } from '../driver';
import { testJob } from '../testing/job';

/** Notes how it was called, and says that it is done. */
const NOTING = `#!/usr/bin/env node
require('fs').writeFileSync(__dirname + '/call.json', JSON.stringify({ args: process.argv.slice(2), env: process.env }));
console.log(JSON.stringify({ type: 'result', subtype: 'success', is_error: false, result: 'Done.' }));
`;
const calls = z.object({ args: z.array(z.string()), env: z.record(z.string(), z.string()) });

let base: string;

beforeEach(() => {
  base = realpathSync(mkdtempSync(join(tmpdir(), 'specwave-claude-')));
  put('node_modules/.bin/claude', NOTING);
  mkdirSync(join(base, 'tree'));
});

afterEach(() => {
  rmSync(base, { recursive: true, force: true });
  delete process.env['CLAUDECODE'];
  delete process.env['OPENAI_API_KEY'];
});

function put(path: string, text: string): string {
  const file = join(base, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text, { mode: 0o755 });
  return file;
}

async function run(
  settings: Partial<SettingsOf<'claude'>> = {},
  job: Partial<AgentJob> = {},
): Promise<AgentEnding> {
  const driver = claudeDriver(
    { driver: 'claude', permissions: 'edits', args: [], ...settings },
    { graceMs: 100 },
  );
  const whole: AgentJob = testJob(base, job);
  return driver.run(whole, () => undefined, new AbortController().signal);
}

async function call(
  settings: Partial<SettingsOf<'claude'>> = {},
  job: Partial<AgentJob> = {},
): Promise<z.output<typeof calls>> {
  const ending = await run(settings, job);
  expect(ending.outcome).toBe('done');
  return calls.parse(JSON.parse(readFileSync(join(base, 'node_modules/.bin/call.json'), 'utf8')));
}

const asRole = (file: string): Partial<AgentJob> => ({
  role: { asked: 'clerk:*', found: { name: 'clerk:setup', description: 'Sets up', file } },
});
const DEFINITION = '---\nname: clerk:setup\ntools: Read, Edit\nmodel: haiku\n---\nYou set up Clerk.\n';

it('may change files and no more, unless told', async () => {
  expect((await call()).args).toEqual([
    ...['-p', '--input-format', 'stream-json', '--output-format', 'stream-json', '--verbose'],
    ...['--permission-mode', 'acceptEdits'],
  ]);
});

it('gets model, permissions, turns, money and further arguments', async () => {
  const settings = { model: 'sonnet', permissions: 'full', maxTurns: 9, args: ['--effort', 'low'] } as const;
  const { args } = await call({ ...settings, args: [...settings.args] }, { budgetUsd: 1.5 });
  expect(args.slice(6).join(' ')).toBe(
    '--permission-mode bypassPermissions --model sonnet --max-turns 9 --max-budget-usd 1.5 --effort low',
  );
});

it("gets no keys of others, and nothing of a session around it; the user's own settings win", async () => {
  process.env['OPENAI_API_KEY'] = 'dummy-key';
  process.env['CLAUDECODE'] = '1';
  const { env } = await call({ env: { CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '0' } });
  expect(env).not.toHaveProperty('OPENAI_API_KEY');
  expect(env).not.toHaveProperty('CLAUDECODE');
  expect(env).toMatchObject({
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '0',
    CLAUDE_CODE_DISABLE_BACKGROUND_TASKS: '1',
    CLAUDE_CODE_MAX_RETRIES: '3',
    SPECWAVE_TASK: 'T001',
  });
});

it('is the sub-agent that it finds itself', async () => {
  put('tree/.claude/agents/setup.md', DEFINITION);
  const file = put('.claude/agents/setup.md', DEFINITION);
  expect((await call({}, asRole(file))).args.slice(8)).toEqual(['--agent', 'clerk:setup']);
});

it('is handed the definition of a sub-agent that it does not find', async () => {
  const { args } = await call({}, asRole(put('plugins/clerk/agents/setup.md', DEFINITION)));
  expect(args.slice(8)).toEqual(['--agents', expect.any(String), '--agent', 'clerk:setup']);
  expect(JSON.parse(args[9] ?? '')).toEqual({
    'clerk:setup': {
      description: 'Sets up',
      prompt: 'You set up Clerk.',
      tools: ['Read', 'Edit'],
      model: 'haiku',
    },
  });
});

it('is handed a definition without its further keys where these are no YAML', async () => {
  const file = put('plugins/clerk/agents/setup.md', '---\ntools: Read: write\n---\nYou set up Clerk.\n');
  const { args } = await call({}, asRole(file));
  expect(JSON.parse(args[9] ?? '')).toEqual({
    'clerk:setup': { description: 'Sets up', prompt: 'You set up Clerk.' },
  });
});

it.each([
  ['is too long for an argument', 'x'.repeat(100 * 1024)],
  ['says nothing', '---\nname: clerk:setup\n---\n'],
])('starts without a sub-agent where its definition %s', async (_, definition) => {
  expect((await call({}, asRole(put('setup.md', definition)))).args).not.toContain('--agent');
});

it('that is refused all rights because it is root says how to go on', async () => {
  const refusal =
    '--dangerously-skip-permissions cannot be used with root/sudo privileges for security reasons';
  put('node_modules/.bin/claude', `#!/bin/sh\necho '${refusal}' >&2\nexit 1\n`);
  expect(await run({ permissions: 'full' })).toMatchObject({
    outcome: 'failed',
    again: 'no',
    message: expect.stringContaining(refusal),
    next: expect.stringContaining('IS_SANDBOX'),
  });
});
