import { chmodSync, existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SettingsOf } from '../config/agents';
import { inspectAgent } from './inspect';

let workspaceRoot: string;

beforeEach(() => {
  workspaceRoot = realpathSync(mkdtempSync(join(tmpdir(), 'specwave-inspect-')));
  mkdirSync(join(workspaceRoot, 'node_modules', '.bin'), { recursive: true });
});

afterEach(() => rmSync(workspaceRoot, { recursive: true, force: true }));

/** Puts a program into the workspace, where agents' programs are looked up first. */
function program(name: string, script: string): void {
  const file = join(workspaceRoot, 'node_modules', '.bin', name);
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
}

/** Without the programs of this machine, which may have the real ones. */
const alone = { env: { PATH: '/usr/bin:/bin' } };
const claude: SettingsOf<'claude'> = { driver: 'claude', permissions: 'edits', args: [], ...alone };

it('the embedded agent can always be used', async () => {
  expect(await inspectAgent({ driver: 'recipe' }, workspaceRoot)).toMatchObject({
    program: null,
    problem: null,
  });
});

it('a known program says its version, and that somebody is logged in', async () => {
  program('claude', 'test "$1" = --version && echo "2.1.330 (Claude Code)"; exit 0');
  const settings = { ...claude, env: { PATH: `${join(workspaceRoot, 'node_modules/.bin')}:/usr/bin:/bin` } };
  expect(await inspectAgent(settings, workspaceRoot)).toEqual({
    program: 'claude',
    version: '2.1.330',
    loggedIn: true,
    problem: null,
  });
});

it('a program that is missing is said with the command that installs it', async () => {
  const { problem } = await inspectAgent(claude, workspaceRoot);
  expect(problem).toEqual({
    message: '`claude` was not found.',
    next: 'Install it: npm install -g @anthropic-ai/claude-code',
  });
});

it('a program where nobody is logged in is said with the command that does so', async () => {
  program('codex', 'test "$1" = --version && echo "codex-cli 0.169.0" && exit 0; exit 1');
  const { loggedIn, problem } = await inspectAgent(
    { driver: 'codex', permissions: 'edits', args: [] },
    workspaceRoot,
  );
  expect([loggedIn, problem?.next]).toEqual([false, expect.stringContaining('Run: codex login')]);
});

it('a program that fails is said with its last words', async () => {
  program('gemini', 'echo "cannot load" >&2; exit 1');
  const { problem } = await inspectAgent(
    { driver: 'acp', preset: 'gemini', permissions: 'edits', args: [] },
    workspaceRoot,
  );
  expect(problem?.message).toBe('`gemini --version` failed: cannot load');
});

/** Speaks the Agent Client Protocol as far as `specwave agents` asks; `answer` is that to `session/new`. */
const acp = (answer: string, authMethods = '[]'): string =>
  [
    'while read -r line; do case "$line" in',
    `*initialize*) echo '{"jsonrpc":"2.0","id":0,"result":{"protocolVersion":1,"authMethods":${authMethods}}}' ;;`,
    `*session/new*) echo '{"jsonrpc":"2.0","id":1,${answer}}' ;;`,
    '*) echo "$line" > "$HOME/asked" ;; esac; done',
  ].join('\n');
const LOGIN = '"error":{"code":-32000,"message":"Authentication required"}';

it.each([
  ['opens a session', acp('"result":{"sessionId":"s1"}'), true, 'nothing is wrong'],
  ['asks for a login', acp(LOGIN, '[{"id":"key","name":"Key"}]'), false, '`authMethod`: key'],
  ['opens none', acp('"error":{"code":-32603,"message":"Out of luck"}'), null, 'by hand'],
  ['says nothing', 'exit 1', null, 'by hand'],
])('an agent over ACP is asked for a session, and for nothing else: it %s', async (_, script, isIn, next) => {
  program('my-agent', script);
  const { loggedIn, problem } = await inspectAgent(
    { driver: 'acp', command: ['my-agent'], permissions: 'edits', args: [], env: { HOME: workspaceRoot } },
    workspaceRoot,
  );
  expect(loggedIn).toBe(isIn);
  expect(problem?.next ?? 'nothing is wrong').toContain(next);
  expect(existsSync(join(workspaceRoot, 'asked'))).toBe(false);
});

it.each([
  ['node', true],
  ['no-such-program-here', false],
  ['tools/agent.sh', true],
  ['tools/other.sh', false],
])('the program %s of a `command` agent is looked for, not started: %s', async (name, isThere) => {
  mkdirSync(join(workspaceRoot, 'tools'));
  writeFileSync(join(workspaceRoot, 'tools/agent.sh'), '#!/bin/sh\ntouch started\n', { mode: 0o755 });
  const { problem } = await inspectAgent({ driver: 'command', command: [name, 'x'] }, workspaceRoot);
  expect(problem === null).toBe(isThere);
});
