import { claudeReader } from './events';
import type { AgentEnding, AgentEvent, Unfinished } from '../driver';
import type { WireEvent } from '../headless';

const MODEL_USAGE = {
  'claude-opus-5-5': {
    inputTokens: 200,
    outputTokens: 20,
    cacheReadInputTokens: 100,
    cacheCreationInputTokens: 40,
    costUSD: 0.2,
  },
  'claude-haiku-5-5': {
    inputTokens: 1,
    outputTokens: 2,
    cacheReadInputTokens: 3,
    cacheCreationInputTokens: 4,
    costUSD: 0.1,
  },
};
const RESULT = {
  type: 'result',
  subtype: 'success',
  is_error: false,
  terminal_reason: 'completed',
  result: 'Wrote it.',
};

const message = (id: string, content: object[], inputTokens = 100): WireEvent => ({
  type: 'assistant',
  message: {
    id,
    content,
    usage: {
      input_tokens: inputTokens,
      cache_read_input_tokens: 50,
      cache_creation_input_tokens: 20,
      output_tokens: 1,
    },
  },
});
const failure = (more: object): WireEvent => ({ ...RESULT, is_error: true, ...more });

function follow(
  events: readonly WireEvent[],
  agent: string | null = null,
): { ending: AgentEnding | null; told: AgentEvent[]; usage: object } {
  const reader = claudeReader('/tree', agent, 'The agent `mine`');
  const told = events.flatMap((event) => reader.read(event));
  return { ending: reader.ending(), told, usage: reader.usage() };
}

it('is done with a result that is no error, with the figures of all its models', () => {
  const { ending, told } = follow([{ ...RESULT, total_cost_usd: 0.3, modelUsage: MODEL_USAGE }]);
  const usage = { input_tokens: 348, cached_input_tokens: 103, output_tokens: 22, cost_usd: 0.3 };
  expect(ending).toMatchObject({ outcome: 'done', summary: 'Wrote it.', usage, refused: [] });
  expect(told).toEqual([{ type: 'agent-usage', usage }]);
});

it('names what it was refused, each once', () => {
  const denied = (tool: string, input: object): object => ({ tool_name: tool, tool_input: input });
  const denials = [
    denied('Bash', { command: 'npm test\nmore' }),
    denied('Bash', { command: 'npm test' }),
    denied('Write', { file_path: '/tree/src/a.ts' }),
  ];
  expect(follow([{ ...RESULT, permission_denials: denials }]).ending).toMatchObject({
    refused: ['Bash npm test', 'Write src/a.ts'],
  });
});

it('tells words and steps, with paths from the tree', () => {
  const { told } = follow([
    message('msg_1', [
      { type: 'text', text: 'I edit it.' },
      { type: 'thinking', thinking: 'hm' },
      { type: 'tool_use', name: 'Edit', input: { file_path: '/tree/src/a.ts' } },
      { type: 'tool_use', name: 'Read', input: { file_path: '/etc/hosts' } },
      { type: 'tool_use', name: 'Bash', input: { command: 'npm test' } },
      { type: 'tool_use', name: 'mcp__x__y', input: 7 },
    ]),
  ]);
  expect(told.flatMap((event) => ('text' in event ? [event.text] : []))).toEqual([
    'I edit it.',
    'edit src/a.ts',
    'read /etc/hosts',
    'run npm test',
    'mcp__x__y',
  ]);
});

it('counts the tokens of a message once, though it comes in several events', () => {
  const { told } = follow([
    message('msg_1', [{ type: 'text', text: 'a' }]),
    message('msg_1', [{ type: 'text', text: 'b' }]),
    message('msg_2', [], 10),
  ]);
  expect(told.filter(({ type }) => type === 'agent-usage')).toEqual([
    { type: 'agent-usage', usage: { input_tokens: 170, cached_input_tokens: 50, output_tokens: 1 } },
    { type: 'agent-usage', usage: { input_tokens: 250, cached_input_tokens: 100, output_tokens: 2 } },
  ]);
});

it.each<[string, WireEvent, Partial<Unfinished>]>([
  ['403', failure({ api_error_status: 403 }), { outcome: 'failed', again: 'no' }],
  ['404', failure({ api_error_status: 404 }), { outcome: 'failed', again: 'no' }],
  ['429', failure({ api_error_status: 429 }), { outcome: 'quota' }],
  ['529', failure({ api_error_status: 529 }), { outcome: 'quota' }],
  ['502', failure({ api_error_status: 502 }), { outcome: 'failed', again: 'after-a-pause' }],
  ['413', failure({ api_error_status: 413 }), { outcome: 'failed', next: 'Split the task, and run again.' }],
  ['a money limit', failure({ subtype: 'error_max_budget_usd' }), { outcome: 'budget' }],
  ['an error that nobody knows', failure({ subtype: 'error_of_the_future' }), { outcome: 'failed' }],
  ['no error, but a subtype that nobody knows', { ...RESULT, subtype: 'half' }, { outcome: 'failed' }],
  ['no error, but stopped by a hook', { ...RESULT, terminal_reason: 'hook_stopped' }, { outcome: 'failed' }],
])('that ends with %s is not done', (_, result, expected) => {
  expect(follow([result]).ending).toMatchObject(expected);
});

it.each([
  ['authentication_failed', { outcome: 'failed', again: 'no' }],
  ['billing_error', { outcome: 'failed', again: 'no' }],
  ['model_not_found', { outcome: 'failed', again: 'no' }],
  ['overloaded', { outcome: 'quota' }],
  ['server_error', { outcome: 'failed', again: 'after-a-pause' }],
])('that says %s before a result without a status ends by it', (error, expected) => {
  const { ending, told } = follow([
    { ...message('m', [{ type: 'text', text: 'Not so' }]), error, is_api_error_message: true },
    failure({ result: 'Not so' }),
  ]);
  expect(ending).toMatchObject({ ...expected, message: expect.stringContaining('Not so') });
  expect(told).toEqual([]);
});

it('ends at the first 401, without waiting for it to try again', () => {
  const retry = {
    type: 'system',
    subtype: 'api_retry',
    attempt: 1,
    error_status: 401,
    error: 'authentication_failed',
  };
  expect(follow([retry]).ending).toMatchObject({ outcome: 'failed', again: 'no' });
});

it('tells that it waits, and goes on', () => {
  const retry = {
    type: 'system',
    subtype: 'api_retry',
    attempt: 2,
    error_status: 500,
    error: 'server_error',
  };
  const { ending, told } = follow([retry, RESULT]);
  expect(told).toEqual([{ type: 'agent-retries', message: expect.stringContaining('500 server_error') }]);
  expect(ending).toMatchObject({ outcome: 'done' });
});

it('does not end while work goes on in the background', () => {
  const tasks = (list: object[]): WireEvent => ({
    type: 'system',
    subtype: 'background_tasks_changed',
    tasks: list,
  });
  expect(follow([tasks([{ task_id: 'a' }]), RESULT]).ending).toBeNull();
  expect(follow([tasks([{ task_id: 'a' }]), RESULT, tasks([]), RESULT]).ending).toMatchObject({
    outcome: 'done',
  });
});

it.each([
  [['Explore'], 'failed'],
  [['Explore', 'clerk:setup'], 'done'],
  [undefined, 'done'],
])('asked to be clerk:setup where there are %s is %s', (agents, outcome) => {
  const init = { type: 'system', subtype: 'init', agents };
  expect(follow([init, RESULT], 'clerk:setup').ending).toMatchObject({ outcome });
});

it.each([
  [{}],
  [{ type: 'result' }],
  [{ type: 'result', subtype: 'success' }],
  [{ type: 'assistant', message: null }],
  [{ type: 'system', subtype: 'new' }],
])('passes over %j', (event) => {
  expect(follow([event])).toEqual({ ending: null, told: [], usage: {} });
});
