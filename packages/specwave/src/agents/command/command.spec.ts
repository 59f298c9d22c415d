import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AgentEnding, AgentEvent } from '../driver';
import type { SettingsOf } from '../../config/agents';
import { commandDriver } from './command';
import { driverFor } from '../registry';
import { testJob } from '../testing/job';

let base: string;
let tree: string;
let resultFile: string;

beforeEach(() => {
  base = realpathSync(mkdtempSync(join(tmpdir(), 'specwave-command-')));
  tree = join(base, 'tree');
  resultFile = join(base, 'result.json');
  mkdirSync(tree);
});

afterEach(() => {
  rmSync(base, { recursive: true, force: true });
});

async function attempt(
  command: string[],
  {
    env,
    signal,
    stallMs,
    onEvent,
    prompt,
    text,
  }: {
    env?: Record<string, string>;
    signal?: AbortSignal;
    stallMs?: number;
    onEvent?: (event: AgentEvent) => void;
    prompt?: SettingsOf<'command'>['prompt'];
    text?: string;
  } = {},
): Promise<{ ending: AgentEnding; events: AgentEvent[] }> {
  const events: AgentEvent[] = [];
  const settings: SettingsOf<'command'> = {
    driver: 'command',
    command,
    ...(env === undefined ? {} : { env }),
    prompt,
  };
  const ending = await commandDriver(settings, { graceMs: 100 }).run(
    testJob(base, {
      tree,
      attempt: 2,
      ...(text === undefined ? {} : { prompt: text }),
      resultFile,
      limits: { timeoutMs: 60_000, stallMs: stallMs ?? 60_000 },
    }),
    (event) => {
      events.push(event);
      onEvent?.(event);
    },
    signal ?? new AbortController().signal,
  );
  return { ending, events };
}

const bash = (script: string): string[] => ['bash', '-c', script];
const leaving = (result: string): string[] => bash(`printf %s '${result}' > "$SPECWAVE_RESULT_FILE"`);

it('is started in the tree, with the prompt on standard input and the task in its environment', async () => {
  const { ending } = await attempt(
    bash(
      'cat > prompt; echo "$SPECWAVE_SPEC $SPECWAVE_TASK $SPECWAVE_ATTEMPT $SPECWAVE_RESULT_FILE $MODEL" > env',
    ),
    { env: { MODEL: 'small' } },
  );
  expect(ending).toMatchObject({ outcome: 'done', summary: null, usage: {}, refused: [] });
  expect(readFileSync(join(tree, 'prompt'), 'utf8')).toBe('- [ ] do it\n');
  expect(readFileSync(join(tree, 'env'), 'utf8')).toBe(`F001 T001 2 ${resultFile} small\n`);
});

it('gets its arguments as written, without a shell', async () => {
  const { events } = await attempt(['printf', '%s\n', '$HOME; touch x', '*']);
  const lines = events.flatMap((event) => (event.type === 'agent-output' ? [event.line] : []));
  expect(lines).toEqual(['$HOME; touch x', '*']);
});

const LONG = `- [ ] $& "it"\n${'x'.repeat(300_000)}\n`;

it.each([
  ['argument', ['printf', '%s', '--task={prompt}'], '- [ ] $& "it"\n', '--task=- [ ] $& "it"\n'],
  ['file', ['bash', '-c', 'cat "$1"; test "$(stat -c %a "$1")" = 600', '-', '{prompt}'], LONG, LONG],
] as const)(
  'gets its prompt as its %s where the settings say so',
  async (prompt, command, text, expected) => {
    const { ending, events } = await attempt([...command], { prompt, text });
    const lines = events.flatMap((event) => (event.type === 'agent-output' ? [event.line] : []));
    expect(ending.outcome).toBe('done');
    expect(lines.join('').replaceAll('\n', '')).toBe(expected.replaceAll('\n', ''));
    expect(readdirSync(base)).toEqual(['tree']);
  },
);

it('that is to get a prompt which is too long for an argument says what to do', async () => {
  const { ending } = await attempt(['printf', '{prompt}'], { prompt: 'argument', text: LONG });
  expect(ending).toMatchObject({
    outcome: 'failed',
    again: 'no',
    next: expect.stringContaining('prompt: file'),
  });
});

it("finds the workspace's own programs", async () => {
  mkdirSync(join(base, 'node_modules/.bin'), { recursive: true });
  writeFileSync(join(base, 'node_modules/.bin/my-agent'), '#!/bin/sh\nexit 75\n', { mode: 0o755 });
  expect((await attempt(['my-agent'])).ending.outcome).toBe('quota');
});

it('is told of when it starts and while it speaks', async () => {
  const { events } = await attempt(bash('echo hello'));
  expect(events).toEqual([
    { type: 'agent-started', pid: expect.any(Number), command: 'bash' },
    { type: 'agent-output', stream: 'stdout', line: 'hello' },
  ]);
});

it.each([
  [0, 'done'],
  [75, 'quota'],
  [3, 'needs-agent'],
  [1, 'failed'],
  [127, 'failed'],
])('ends with exit code %i as %s', async (code, kind) => {
  expect((await attempt(bash(`exit ${code}`))).ending.outcome).toBe(kind);
});

it('fails with its exit code and what it said last', async () => {
  expect((await attempt(bash('echo noise; echo no model >&2; exit 9'))).ending).toMatchObject({
    outcome: 'failed',
    message: 'The agent `mine` (`bash`) ended with exit code 9:\nno model',
  });
});

it('that is not installed fails with its name and where to correct it', async () => {
  expect((await attempt(['no-such-agent'])).ending).toMatchObject({
    outcome: 'failed',
    message: expect.stringContaining('`no-such-agent` was not found'),
    next: expect.stringContaining('specwave.yaml'),
  });
});

it('that is silent for too long is stalled', async () => {
  expect((await attempt(bash('exec tail -f /dev/null'), { stallMs: 100 })).ending.outcome).toBe('stalled');
});

it('that is interrupted is cancelled, even when it then ends with 0', async () => {
  const controller = new AbortController();
  const { ending } = await attempt(
    bash('trap "exit 0" TERM; echo ready; while :; do read -r -t 1 < <(tail -f /dev/null); done'),
    {
      signal: controller.signal,
      onEvent: (event) => {
        if (event.type === 'agent-output') {
          controller.abort();
        }
      },
    },
  );
  expect(ending.outcome).toBe('cancelled');
});

describe('the result file', () => {
  it('gives summary and usage', async () => {
    const usage = { input_tokens: 1, output_tokens: 2, cost_usd: 0.01 };
    const { ending, events } = await attempt(
      leaving(JSON.stringify({ summary: 'Made it.', usage, more: true })),
    );
    expect(ending).toMatchObject({ outcome: 'done', summary: 'Made it.', usage, refused: [] });
    expect(events).toContainEqual({ type: 'agent-usage', usage });
  });

  it('counts for an attempt that failed, too', async () => {
    const script = `printf '{"summary":"Gave up.","usage":{"cost_usd":1}}' > "$SPECWAVE_RESULT_FILE"; exit 1`;
    expect((await attempt(bash(script))).ending).toMatchObject({
      outcome: 'failed',
      message: expect.stringContaining('Gave up.'),
      usage: { cost_usd: 1 },
    });
  });

  it.each([
    ['is not JSON', 'done!', null],
    ['holds something else', '[1]', null],
    ['has figures that are none', '{"summary":"Made it.","usage":{"cost_usd":"much"}}', 'Made it.'],
  ])('that %s is noted, and no failure', async (_, content, summary) => {
    const { ending } = await attempt(leaving(content));
    expect(ending).toMatchObject({
      outcome: 'done',
      summary: expect.stringContaining('result file was passed over'),
    });
    expect(ending).toHaveProperty('summary', expect.stringContaining(summary ?? ''));
  });

  it.each([
    ['a link', 'ln -s /etc/hostname "$SPECWAVE_RESULT_FILE"'],
    ['a pipe', 'mkfifo "$SPECWAVE_RESULT_FILE"'],
    ['a folder', 'mkdir "$SPECWAVE_RESULT_FILE"'],
    ['too large', 'head -c 2000000 /dev/zero > "$SPECWAVE_RESULT_FILE"'],
  ])('that is %s is passed over', async (_, script) => {
    expect((await attempt(bash(script))).ending).toMatchObject({
      outcome: 'done',
      summary: expect.stringContaining('result file was passed over'),
    });
    expect(existsSync(resultFile)).toBe(true);
  });
});

it('has a driver for every kind of settings', () => {
  expect(driverFor({ driver: 'recipe' })).toHaveProperty('run');
  expect(driverFor({ driver: 'command', command: ['true'] })).toHaveProperty('run');
});
