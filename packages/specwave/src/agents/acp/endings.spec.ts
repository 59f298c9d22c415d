/** Errors as the agents tell them: measured against a server on loopback, versions as in ../../../../../shared/agents.md. */
import { RequestError } from '@agentclientprotocol/sdk';
import { endingOf } from './endings';
import { acpAgent } from './presets';
import { acpTurn } from './turn';
import type { AgentEnding } from '../driver';

const { login, allow } = acpAgent({ driver: 'acp', preset: 'gemini', permissions: 'edits', args: [] });
const AGENT = { who: 'The agent `mine` (`gemini`)', login, allow };

function stopped(
  words: string,
  { reason = 'end_turn', outputTokens = 0, refused = [] as string[], hasTools = false } = {},
): AgentEnding {
  const turn = acpTurn('/tree', () => undefined);
  if (hasTools) turn.toolCall({ toolCallId: 'c1', kind: 'edit', title: 'x' });
  turn.update({ update: { sessionUpdate: 'agent_message_chunk', content: { type: 'text', text: words } } });
  turn.answer({ usage: { outputTokens } });
  return endingOf({ kind: 'stopped', reason, response: null }, AGENT, turn, refused);
}

const failed = (code: number, message: string, data?: unknown): AgentEnding =>
  endingOf(
    { kind: 'error', error: new RequestError(code, message, data) },
    AGENT,
    acpTurn('/tree', () => undefined),
    [],
  );

const LOGIN = { outcome: 'failed', again: 'no', next: AGENT.login };
const MODEL = { outcome: 'failed', again: 'no', next: expect.stringContaining('`model`') };
const CONTEXT = { outcome: 'failed', next: expect.stringContaining('Split the task') };
const PASSING = { outcome: 'failed', again: 'after-a-pause' };

it.each([
  [
    'copilot',
    'Error: Authentication failed with provider at http://127.0.0.1:1/v1 (HTTP 401).\n  Check your COPILOT_PROVIDER_API_KEY.',
    LOGIN,
  ],
  ['copilot', "Error: Model 'gpt-5' not found on provider at http://127.0.0.1:1/v1 (HTTP 404).", MODEL],
  [
    'copilot',
    'Error: The provider rejected the prompt as too long, but automatic recovery could not reduce it.',
    CONTEXT,
  ],
  [
    'copilot',
    'Error: Failed to get response from the AI model; retried 5 times Last error: 500 Internal server error',
    PASSING,
  ],
  ['copilot', 'Error: something that nobody knows', { outcome: 'failed' }],
  ['codex-acp', 'exceeded retry limit, last status: 429 Too Many Requests\n\n', { outcome: 'quota' }],
  [
    'codex-acp',
    'unexpected status 404 Not Found: model not found: foo, url: http://127.0.0.1:1/v1/responses',
    MODEL,
  ],
  ['codex-acp', '{"error":{"message":"prompt is too long: 300000 tokens > 200000 maximum"}}', CONTEXT],
  ['codex-acp', 'We’re currently experiencing high demand, which may cause temporary errors.', PASSING],
])('an error that %s tells as a message is one: %s', (_, words, expected) => {
  expect(stopped(words)).toMatchObject(expected);
  expect(stopped(words, { hasTools: true, outputTokens: 100 })).toMatchObject(expected);
});

it.each([
  ['gemini', 401, '{"error":{"code":401,"message":"Invalid API key","status":"X"}}', undefined, LOGIN],
  ['gemini', -32000, 'Gemini API key is missing or not configured.', undefined, LOGIN],
  ['gemini', 500, 'model not found: foo', undefined, MODEL],
  ['gemini', 400, '{"error":{"code":400,"message":"prompt is too long: 300000 tokens"}}', undefined, CONTEXT],
  ['copilot', -32000, 'Authentication required', undefined, LOGIN],
  [
    'claude-agent-acp',
    -32603,
    "Internal error: There's an issue with the selected model (x).",
    { errorKind: 'model_not_found' },
    MODEL,
  ],
  [
    'claude-agent-acp',
    -32603,
    'Internal error: Prompt is too long',
    { errorKind: 'invalid_request' },
    CONTEXT,
  ],
  [
    'claude-agent-acp',
    -32603,
    'Internal error: Credit balance is too low',
    { errorKind: 'billing_error' },
    { outcome: 'failed', again: 'no' },
  ],
  ['claude-agent-acp', -32603, 'Internal error', { errorKind: 'rate_limit' }, { outcome: 'quota' }],
  ['opencode', -32603, 'Internal error: Invalid API key', { errorName: 'APIError' }, LOGIN],
  [
    'opencode',
    -32603,
    'Internal error: Session too large to compact',
    { errorName: 'ContextOverflowError' },
    CONTEXT,
  ],
  ['any', 503, 'no words', undefined, PASSING],
  ['any', -32000, 'no words', undefined, LOGIN],
  [
    'any',
    -32603,
    'Internal error',
    undefined,
    { outcome: 'failed', message: expect.stringContaining('(-32603): Internal error') },
  ],
])('an error that %s answers with (%i %s) is what it says', (_, code, message, data, expected) => {
  expect(failed(code, message, data)).toMatchObject(expected);
});

it('a model that answers with words about errors is done', () => {
  const words = 'The code handled 429 and 401 already.';
  expect(stopped(words, { outputTokens: 10 })).toMatchObject({ outcome: 'done', summary: words });
});

it('words about an error are one where the model did nothing and counted nothing', () => {
  expect(stopped('API error: 401 Unauthorized')).toMatchObject(LOGIN);
});

it('nothing said and nothing done is left to the checks', () => {
  expect(stopped('')).toMatchObject({ outcome: 'done', summary: null });
});

it.each([
  ['refusal', 'failed', 'refused to go on'],
  ['max_tokens', 'failed', 'most tokens'],
  ['max_turn_requests', 'failed', 'most turns'],
  ['cancelled', 'failed', 'stopped by itself'],
  ['from_the_future', 'failed', 'does not know'],
  ['nothing', 'failed', 'does not know'],
])('a turn that ends with %s has %s', (reason, outcome, message) => {
  expect(stopped('I tried.', { reason, outputTokens: 5 })).toMatchObject({
    outcome,
    message: expect.stringContaining(message),
  });
});

it.each([
  ['says nothing more', '', 'end_turn'],
  ['says that it was cancelled', 'Info: Operation cancelled by user', 'end_turn'],
  ['ends its turn as cancelled', '', 'cancelled'],
])('an agent that was refused something and %s is denied', (_, words, reason) => {
  expect(stopped(words, { reason, outputTokens: 5, refused: ['run npm test'] })).toMatchObject({
    outcome: 'denied',
    message: expect.stringContaining('run npm test'),
    next: expect.stringContaining('permissions: full'),
  });
});

it('an agent that was refused something and went on is done, with what it was refused', () => {
  expect(stopped('All done.', { outputTokens: 5, refused: ['run npm test'] })).toMatchObject({
    outcome: 'done',
    refused: ['run npm test'],
  });
});
