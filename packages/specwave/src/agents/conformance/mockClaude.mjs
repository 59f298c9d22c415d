/** Speaks as Claude Code 2.1.330 does with stream-json in and out: taken from the real program against a server on loopback. */
import { createInterface } from 'node:readline';
import { notePrompt, play, print, resetsAt } from './mock.mjs';

const SESSION = {
  session_id: '9db449d4-b30d-46cc-a6d8-87432247f390',
  uuid: '7a849488-1737-4dad-a25e-e845d1f81700',
};
const TOKENS = {
  input_tokens: 100,
  output_tokens: 1,
  cache_read_input_tokens: 50,
  cache_creation_input_tokens: 20,
};
const MODEL = 'claude-opus-5-5';
const USED = {
  total_cost_usd: 0.00142,
  modelUsage: {
    [MODEL]: {
      inputTokens: 100,
      outputTokens: 10,
      cacheReadInputTokens: 50,
      cacheCreationInputTokens: 20,
      costUSD: 0.00142,
    },
  },
};
const UNUSED = { total_cost_usd: 0, modelUsage: {} };

const say = (event) => print(`${JSON.stringify({ ...event, ...SESSION })}\n`);
const assistant = (content) =>
  say({
    type: 'assistant',
    message: { id: 'msg_1', type: 'message', role: 'assistant', model: MODEL, content, usage: TOKENS },
    parent_tool_use_id: null,
  });
const result = (more) => ({
  type: 'result',
  subtype: 'success',
  is_error: false,
  api_error_status: null,
  num_turns: 1,
  terminal_reason: 'completed',
  permission_denials: [],
  ...USED,
  ...more,
});

async function apiError(status, error, words, more = {}) {
  await say({
    type: 'assistant',
    message: {
      id: 'ebce98b2',
      type: 'message',
      role: 'assistant',
      model: '<synthetic>',
      content: [{ type: 'text', text: words }],
    },
    error,
    is_api_error_message: true,
    api_error_status: status,
  });
  await say(
    result({
      is_error: true,
      api_error_status: status,
      terminal_reason: 'api_error',
      result: words,
      ...UNUSED,
      ...more,
    }),
  );
}

const retry = (attempt, status, error) =>
  say({
    type: 'system',
    subtype: 'api_retry',
    attempt,
    max_retries: 10,
    retry_delay_ms: 600,
    error_status: status,
    error,
  });

const wire = {
  said: (text) => assistant([{ type: 'text', text }]),
  async done(text, { inHalves = false } = {}) {
    await assistant([{ type: 'text', text: 'I write it.' }]);
    await assistant([
      {
        type: 'tool_use',
        id: 'toolu_1',
        name: 'Write',
        input: { file_path: `${process.cwd()}/out.txt`, content: 'done\n' },
      },
    ]);
    const end = `${JSON.stringify(result({ result: text }))}\n`;
    if (!inHalves) return print(end);
    await print(end.slice(0, 40));
    await new Promise((resolve) => setImmediate(resolve));
    await print(end.slice(40));
  },
  async ends(text) {
    await assistant([{ type: 'text', text }]);
    await say(result({ result: text }));
  },
  async refused() {
    const input = { command: 'npm test', description: 'Run the tests' };
    await assistant([{ type: 'tool_use', id: 'toolu_1', name: 'Bash', input }]);
    await say({ type: 'system', subtype: 'permission_denied', tool_name: 'Bash', tool_use_id: 'toolu_1' });
    await say(
      result({
        result: 'Done.',
        permission_denials: [{ tool_name: 'Bash', tool_use_id: 'toolu_1', tool_input: input }],
      }),
    );
  },
  // Goes on trying for more than 90 s.
  unauthorized: () => retry(1, 401, 'authentication_failed'),
  async 'rate-limit'() {
    await retry(1, 429, 'rate_limit');
    await apiError(
      429,
      'rate_limit',
      'API Error: Request rejected (429) · This request would exceed your rate limit.',
    );
  },
  async 'quota-with-reset'() {
    const info = { status: 'rejected', resetsAt, rateLimitType: 'five_hour', isUsingOverage: false };
    await say({ type: 'rate_limit_event', rate_limit_info: info });
    await apiError(429, 'rate_limit', "You've hit your 5-hour limit · resets 10:31pm (UTC)");
  },
  async 'server-error'() {
    await retry(1, 500, 'server_error');
    await apiError(500, 'server_error', 'API Error: 500 Internal server error.');
  },
  'too-long': () =>
    apiError(400, 'invalid_request', 'Prompt is too long', { terminal_reason: 'prompt_too_long' }),
  'max-turns': () =>
    say(
      result({
        subtype: 'error_max_turns',
        is_error: true,
        terminal_reason: 'max_turns',
        errors: ['Reached maximum number of turns (2)'],
      }),
    ),
};

const lines = createInterface({ input: process.stdin });
lines.once('line', async (line) => {
  const { type, message } = JSON.parse(line);
  if (type !== 'user') throw new Error('The first line has to be the message of the user.');
  notePrompt(message.content);
  await say({
    type: 'system',
    subtype: 'init',
    cwd: process.cwd(),
    model: MODEL,
    agents: ['claude', 'Explore', 'general-purpose', 'Plan'],
  });
  await play(wire);
});
lines.on('line', async (line) => {
  const { type, request_id: id, request } = JSON.parse(line);
  if (type !== 'control_request' || request.subtype !== 'interrupt') return;
  await say({
    type: 'control_response',
    response: { subtype: 'success', request_id: id, response: { still_queued: [] } },
  });
  await say(
    result({
      subtype: 'error_during_execution',
      is_error: true,
      terminal_reason: 'aborted_streaming',
      errors: [],
    }),
  );
});
lines.once('close', () => process.exit(0));
