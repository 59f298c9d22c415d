/** What is the driver's own; how attempts end is in conformance/. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SettingsOf } from '../../config/agents';
import { acpDriver } from './acp';
import type { AgentEnding, AgentEvent } from '../driver';
import { testJob } from '../testing/job';

let base: string;

beforeEach(() => {
  base = realpathSync(mkdtempSync(join(tmpdir(), 'specwave-acp-')));
  mkdirSync(join(base, 'tree'));
  mkdirSync(join(base, 'node_modules/.bin'), { recursive: true });
});

afterEach(() => rmSync(base, { recursive: true, force: true }));

async function attempt(
  settings: Partial<SettingsOf<'acp'>>,
): Promise<{ ending: AgentEnding; lines: string[] }> {
  const events: AgentEvent[] = [];
  const ending = await acpDriver(
    { driver: 'acp', permissions: 'edits', args: [], ...settings },
    { graceMs: 100 },
  ).run(testJob(base), (event) => events.push(event), new AbortController().signal);
  const lines = events.flatMap((event) => (event.type === 'agent-output' ? [event.line] : []));
  return { ending, lines };
}

/** Puts a program of that name into the workspace that says its arguments and environment, and goes. */
function install(program: string): void {
  const script = '#!/bin/sh\nprintf "%s\\n" "$*"\nenv\nexit 1\n';
  writeFileSync(join(base, 'node_modules/.bin', program), script, { mode: 0o755 });
}

it('says how to install a preset that is not there', async () => {
  // A PATH of its own: the machine may have one.
  const path = process.env['PATH'];
  process.env['PATH'] = '/nowhere';
  const { ending } = await attempt({ preset: 'opencode' }).finally(() => {
    process.env['PATH'] = path;
  });
  expect(ending).toMatchObject({
    outcome: 'failed',
    again: 'no',
    message: expect.stringContaining('`opencode` was not found'),
    next: 'Install it: npm install -g opencode-ai',
  });
});

it.each<[string, Partial<SettingsOf<'acp'>>, string]>([
  ['gemini', { preset: 'gemini', model: 'flash', args: ['--debug'] }, '--acp -m flash --debug'],
  ['copilot', { preset: 'copilot', model: 'gpt-5' }, '--acp --no-auto-update --model gpt-5'],
  ['opencode', { preset: 'opencode', model: 'local/small' }, 'acp'],
  ['my-agent', { command: ['my-agent', '--stdio'], args: ['--fast'] }, '--stdio --fast'],
])('starts %s with its arguments, then those of the user', async (program, settings, expected) => {
  install(program);
  expect((await attempt(settings)).lines[0]).toBe(expected);
});

it("hands a preset its own provider's keys, what it needs to work, and what the user wrote", async () => {
  install('gemini');
  process.env['GEMINI_API_KEY'] = 'one';
  process.env['OPENAI_API_KEY'] = 'two';
  const { lines } = await attempt({ preset: 'gemini', env: { MINE: 'three' } }).finally(() => {
    delete process.env['GEMINI_API_KEY'];
    delete process.env['OPENAI_API_KEY'];
  });
  expect(lines).toEqual(
    expect.arrayContaining(['GEMINI_API_KEY=one', 'GEMINI_CLI_TRUST_WORKSPACE=true', 'MINE=three']),
  );
  expect(lines.join('\n')).not.toContain('OPENAI_API_KEY');
});
