import { acpTurn, SUMMARY_LENGTH, type Turn } from './turn';
import type { AgentEvent } from '../driver';

let events: AgentEvent[];
let turn: Turn;

beforeEach(() => {
  events = [];
  turn = acpTurn('/tree', (event) => events.push(event));
});

const tell = (update: object): void => turn.update({ sessionId: 's1', update });
const say = (text: string, messageId?: string): void =>
  tell({ sessionUpdate: 'agent_message_chunk', content: { type: 'text', text }, messageId });
const call = (parts: object): void =>
  tell({ sessionUpdate: 'tool_call', toolCallId: 'c1', title: 'Tool', ...parts });
const said = (): string[] => events.flatMap((event) => (event.type === 'agent-said' ? [event.text] : []));
const steps = (): string[] => events.flatMap((event) => (event.type === 'agent-step' ? [event.text] : []));

it('says whole lines, however they are cut into chunks', () => {
  for (const text of ['I lo', 'ok at it.\nThen', ' I edit.\n\nDo', 'ne.']) say(text);
  turn.end();
  expect(said()).toEqual(['I look at it.', 'Then I edit.', 'Done.']);
});

it('takes what was said after the last tool call for the summary', () => {
  say('I look.');
  call({ kind: 'read', locations: [{ path: '/tree/a.ts' }] });
  say('All ');
  say('done.');
  turn.end();
  expect(turn.words()).toBe('All done.');
  expect(events.map(({ type }) => type)).toEqual(['agent-said', 'agent-step', 'agent-said']);
});

it('takes the last of several messages for the summary', () => {
  say('One.', 'm1');
  say('Two', 'm2');
  say('.', 'm2');
  expect(turn.words()).toBe('Two.');
});

it('keeps the end of a long message', () => {
  say('x'.repeat(3 * SUMMARY_LENGTH));
  say('end');
  expect(turn.words()).toHaveLength(SUMMARY_LENGTH);
  expect(turn.words()).toMatch(/xend$/);
});

it("tells an agent's own notices from its words", () => {
  say('Info: Request failed due to a transient API error. Retrying...');
  say('Info: /tree/made.txt');
  say('All done.');
  turn.end();
  expect(events).toEqual([
    { type: 'agent-retries', message: 'Request failed due to a transient API error. Retrying...' },
    { type: 'agent-said', text: 'Info: /tree/made.txt' },
    { type: 'agent-said', text: 'All done.' },
  ]);
  expect(turn.words()).toBe('All done.');
});

it.each([
  ['an edit', { kind: 'edit', locations: [{ path: '/tree/src/a.ts' }] }, 'edit src/a.ts'],
  [
    'an edit that is told by its diff',
    { kind: 'edit', content: [{ type: 'diff', path: '/tree/a.ts' }] },
    'edit a.ts',
  ],
  ['a file elsewhere', { kind: 'read', locations: [{ path: '/etc/hosts' }] }, 'read /etc/hosts'],
  ['a command', { kind: 'execute', rawInput: { command: 'npm\n test' } }, 'run npm test'],
  ['a command in parts', { kind: 'execute', rawInput: { command: ['npm', 'test'] } }, 'run npm test'],
  ['a search', { kind: 'search', title: 'Search for x', status: 'in_progress' }, 'Search for x'],
  ['a kind from the future', { kind: 7, status: 'completed' }, 'Tool'],
])('tells of %s in a few words', (_, parts, expected) => {
  call(parts);
  expect(steps()).toEqual([expected]);
});

it('tells of a tool call once, when it is known what it does', () => {
  call({ title: 'write', kind: 'edit', status: 'pending' });
  expect(steps()).toEqual([]);
  const more = { sessionUpdate: 'tool_call_update', toolCallId: 'c1', locations: [{ path: '/tree/a.ts' }] };
  tell(more);
  tell({ ...more, status: 'completed' });
  turn.end();
  expect(steps()).toEqual(['edit a.ts']);
});

it('counts what went through a cache as read', () => {
  const usage = {
    inputTokens: 200,
    cachedReadTokens: 40,
    cachedWriteTokens: 5,
    outputTokens: 100,
    totalTokens: 345,
  };
  turn.answer({ stopReason: 'end_turn', usage });
  expect(turn.usage()).toEqual({ input_tokens: 245, cached_input_tokens: 40, output_tokens: 100 });
});

it("reads gemini's own count of tokens", () => {
  turn.answer({
    stopReason: 'end_turn',
    _meta: { quota: { token_count: { input_tokens: 7, output_tokens: 3 } } },
  });
  expect(turn.usage()).toEqual({ input_tokens: 7, output_tokens: 3 });
});

it.each([
  ['US dollars', { amount: 0.5, currency: 'USD' }, { cost_usd: 0.5 }],
  ['nothing of another currency', { amount: 0.5, currency: 'EUR' }, {}],
  ['nothing of an amount that is none', { amount: 'much', currency: 'USD' }, {}],
])('counts %s', (_, cost, expected) => {
  tell({ sessionUpdate: 'usage_update', used: 1, size: 2, cost });
  expect(turn.usage()).toEqual(expected);
});

it.each([
  [
    'qwen, beside chunks of its message',
    'agent_message_chunk',
    { promptTokens: 10, completionTokens: 2, thoughtsTokens: 1, totalTokens: 13, cachedTokens: 4 },
    { input_tokens: 20, cached_input_tokens: 8, output_tokens: 6 },
  ],
  [
    'others, by the names of the protocol',
    'agent_message_chunk',
    { inputTokens: 10, outputTokens: 2 },
    { input_tokens: 20, output_tokens: 4 },
  ],
  [
    'those who tell it of all so far',
    'usage_update',
    { inputTokens: 10, outputTokens: 2 },
    { input_tokens: 10, output_tokens: 2 },
  ],
])('reads the tokens of %s', (_, sessionUpdate, usage, expected) => {
  const update = { sessionUpdate, content: { type: 'text', text: '' }, _meta: { usage } };
  tell(update);
  tell(update);
  expect(turn.usage()).toEqual(expected);
});

it('invents no tokens from what is in its context', () => {
  tell({ sessionUpdate: 'usage_update', used: 1_000, size: 200_000 });
  expect(turn.usage()).toEqual({});
});

it('takes kind and path of a request for permission from the tool call that it belongs to', () => {
  call({ kind: 'edit', locations: [{ path: '/tree/a.ts' }] });
  expect(turn.toolCall({ toolCallId: 'c1', kind: 'other' })).toMatchObject({
    kind: 'edit',
    paths: ['/tree/a.ts'],
  });
  expect(turn.toolCall({ toolCallId: 'c1' })).toMatchObject({ kind: 'edit', paths: ['/tree/a.ts'] });
});

it('takes the path that a tool was handed, where it is named nowhere else', () => {
  // What is to be written is no path, and may look like one outside of the tree.
  const rawInput = { file_path: '/tree/b.ts', content: '/etc/hosts', diff: 'diff --git a/b.ts b/b.ts' };
  const parts = { toolCallId: 'c2', kind: 'edit', rawInput };
  expect(turn.toolCall(parts)).toMatchObject({ paths: ['/tree/b.ts'] });
});

it('adds cost and tokens up to one figure', () => {
  tell({ sessionUpdate: 'usage_update', used: 1, size: 2, cost: { amount: 0.5, currency: 'USD' } });
  turn.answer({ stopReason: 'end_turn', usage: { inputTokens: 1, outputTokens: 2 } });
  expect(events.at(-1)).toEqual({
    type: 'agent-usage',
    usage: { cost_usd: 0.5, input_tokens: 1, output_tokens: 2 },
  });
});

it.each([
  [null],
  [7],
  [{}],
  [{ update: { sessionUpdate: 'from_the_future' } }],
  [{ update: { sessionUpdate: 'tool_call' } }],
])('passes over %j', (params) => {
  turn.update(params);
  turn.end();
  expect(events).toEqual([]);
});
