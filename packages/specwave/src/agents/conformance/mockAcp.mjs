#!/usr/bin/env node
/**
 * An agent over stdio that speaks the Agent Client Protocol, version 1. The shapes of its messages and errors were taken
 * from claude-agent-acp 0.49, codex-acp 2.6, gemini 0.61 and copilot 1.0.102 against a server on loopback.
 */
import { createInterface } from 'node:readline';
import { notePrompt, play, print, resetsAt, scenario, writeWork } from './mock.mjs';

const sessionId = '382f55e1-127d-4a5e-a32d-ab3c2e0581c4';
const send = (message) => print(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
const update = (what) => send({ method: 'session/update', params: { sessionId, update: what } });

/** Id of the request `session/prompt`, once it has come. */
let prompt;
const asked = new Map();
const answer = (result) => send({ id: prompt, result });
const fail = (code, message, data) => send({ id: prompt, error: { code, message, data } });
const ask = (method, params) =>
  new Promise((resolve) => {
    const id = asked.size;
    asked.set(id, resolve);
    return send({ id, method, params });
  });
const say = (text) =>
  update({ sessionUpdate: 'agent_message_chunk', content: { type: 'text', text }, messageId: null });

const usage = {
  inputTokens: 80,
  cachedReadTokens: 20,
  cachedWriteTokens: 0,
  outputTokens: 50,
  totalTokens: 150,
};
/** What codex-acp answers where its model did not. */
const NO_USAGE = { usage: null, _meta: { quota: { token_count: null, model_usage: [] } } };

const edit = {
  toolCallId: 'call_1',
  title: 'Write out.txt',
  kind: 'edit',
  content: [{ type: 'diff', path: `${process.cwd()}/out.txt`, oldText: null, newText: 'done\n' }],
  locations: [{ path: `${process.cwd()}/out.txt` }],
};
const options = [
  { optionId: 'always', name: 'Always allow', kind: 'allow_always' },
  { optionId: 'once', name: 'Allow', kind: 'allow_once' },
  { optionId: 'no', name: 'Reject', kind: 'reject_once' },
];

const wire = {
  said: (text) => say(`${text}\n`),
  async done(text, { inHalves = false } = {}) {
    await update({ sessionUpdate: 'tool_call', toolCallId: 'call_1', title: 'Write', status: 'pending' });
    const { outcome } = await ask('session/request_permission', { sessionId, toolCall: edit, options });
    if (outcome.optionId !== 'once') throw new Error(`The edit got ${JSON.stringify(outcome)}.`);
    await update({ sessionUpdate: 'tool_call_update', ...edit, status: 'completed' });
    await update({ sessionUpdate: 'usage_update', used: 150, size: 200_000 });
    for (const word of text.split(/(?<= )/)) await say(word);
    const end = `${JSON.stringify({ jsonrpc: '2.0', id: prompt, result: { stopReason: 'end_turn', usage } })}\n`;
    if (!inHalves) return print(end);
    await print(end.slice(0, 20));
    await new Promise((resolve) => setImmediate(resolve));
    await print(end.slice(20));
  },
  async ends(text) {
    await say(text);
    await answer({ stopReason: 'end_turn', usage });
  },
  async refused() {
    const toolCall = {
      toolCallId: 'call_2',
      title: 'npm test',
      kind: 'execute',
      rawInput: { command: 'npm test' },
    };
    const { outcome } = await ask('session/request_permission', { sessionId, toolCall, options });
    if (outcome.optionId !== 'no') writeWork();
    await say('Done.');
    await answer({ stopReason: 'end_turn', usage });
  },
  unauthorized: () => fail(-32000, 'Authentication required'),
  async 'rate-limit'() {
    await say('exceeded retry limit, last status: 429 Too Many Requests\n\n');
    await answer({ stopReason: 'end_turn', ...NO_USAGE });
  },
  'quota-with-reset': () =>
    fail(
      429,
      JSON.stringify({
        error: {
          code: 429,
          message: `Quota exceeded. It resets at ${new Date(resetsAt * 1000).toISOString()}.`,
          status: 'RESOURCE_EXHAUSTED',
        },
      }),
    ),
  async 'server-error'() {
    await say('Info: Request failed due to a transient API error. Retrying...');
    await say(
      'Error: Failed to get response from the AI model; retried 5 times (total retry wait time: 16.16 seconds) Last error: 500 Internal server error',
    );
    await answer({ stopReason: 'end_turn' });
  },
  'too-long': () =>
    fail(-32603, 'Internal error: Prompt is too long · the request is ~300000 tokens (limit 200000)', {
      errorKind: 'invalid_request',
    }),
  'max-turns': () => answer({ stopReason: 'max_turn_requests', usage }),
};

const HANDLERS = {
  initialize: () => ({
    protocolVersion: 1,
    agentInfo: { name: 'mock', version: '1.0.0' },
    agentCapabilities: {},
  }),
  'session/new': ({ cwd }) => {
    if (cwd !== process.cwd()) throw new Error(`The session is for ${cwd}.`);
    return {
      sessionId,
      modes: {
        currentModeId: 'default',
        availableModes: [
          { id: 'default', name: 'Default' },
          { id: 'plan', name: 'Plan' },
        ],
      },
      configOptions: [
        {
          id: 'model',
          name: 'Model',
          category: 'model',
          type: 'select',
          currentValue: 'small',
          options: [
            { value: 'small', name: 'Small' },
            { value: 'large', name: 'Large' },
          ],
        },
      ],
    };
  },
  'session/set_mode': () => ({}),
  'session/set_config_option': () => ({ configOptions: [] }),
};

const input = createInterface({ input: process.stdin });
input.on('line', (line) => {
  const { id, method, params, result } = JSON.parse(line);
  if (method === undefined) return asked.get(id)(result);
  if (method === 'session/cancel') {
    return scenario === 'cancel' && answer({ stopReason: 'cancelled' });
  }
  if (method === 'session/prompt') {
    prompt = id;
    notePrompt(params.prompt[0].text);
    return play(wire);
  }
  return send({ id, result: HANDLERS[method](params) });
});
input.on('close', () => scenario !== 'silence' && scenario !== 'cancel' && process.exit(0));
