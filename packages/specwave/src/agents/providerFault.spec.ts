import { faultIn, faultInOutput, resetIn } from './providerFault';

const NOW = new Date('2026-11-22T10:00:00Z');

it.each([
  ['Quota exceeded, it resets at 2026-11-22T12:00:00Z', '2026-11-22T12:00:00.000Z'],
  ['usage limit reached|1795350000', '2026-11-22T12:20:00.000Z'],
  ['Please retry in 30s.', '2026-11-22T10:00:30.000Z'],
  ['"retryDelay": "30s"', '2026-11-22T10:00:30.000Z'],
  ['try again in 5 minutes', '2026-11-22T10:05:00.000Z'],
  ['it reset at 2026-11-22T09:00:00Z', undefined],
  ['429 Too Many Requests', undefined],
])('reads from "%s" when the quota comes back', (text, expected) => {
  expect(resetIn(text, NOW)).toBe(expected);
});

it.each([
  ['connect ECONNREFUSED 127.0.0.1:1', 'passing'],
  ['529 overloaded_error', 'passing'],
  ['RESOURCE_EXHAUSTED', 'quota'],
  ['insufficient_funds', 'credit'],
  ['403 Forbidden', 'login'],
  ['Cannot read properties of undefined', null],
])('takes "%s" for %s', (text, expected) => {
  expect(faultIn(text)).toBe(expected);
});

it.each([
  ['Error: 429 Too Many Requests', 'quota'],
  ['2026-11-22T21:47:08.743Z ERROR Request failed with status code 429', 'quota'],
  ['litellm.RateLimitError: AnthropicException - {"type":"error"}', 'quota'],
  ['[API Error: You exceeded your current quota, please check your plan and billing details.]', 'quota'],
  ['✖ rate limit exceeded, try again in 20 s', 'quota'],
  ['{"type":"error","error":{"type":"rate_limit_error","message":"slow down"}}', 'quota'],
  ['Something went wrong\n  status: 429,\n  headers: {}', 'quota'],
  ['429 {"message":"slow down"}', 'quota'],
  ["You've hit your usage limit.", 'quota'],
  ['API Error: 401 {"message":"x"}', 'login'],
  ['AuthenticationError: Incorrect API key provided: sk-x', 'login'],
  ['HTTP 401: go away', 'login'],
  ['Error: 500 Internal Server Error', 'passing'],
  ['APIError: 503 status code (no body)', 'passing'],
  ['Error: connect ECONNREFUSED 127.0.0.1:1', 'passing'],
  ['Error: Your credit balance is too low', 'credit'],
  ['Error: prompt is too long: 300000 tokens', 'context'],
  ['Error: model `x` does not exist', 'model'],
])('takes the output "%s" for %s', (text, expected) => {
  expect(faultInOutput(`I look at it.\n${text}\n`)).toBe(expected);
});

it.each([
  ['a line number', 'Error: src/a.ts line 429 is wrong'],
  ['a count', '429 files changed, 401 deleted'],
  ['a place', 'src/limits.ts:429:5 - error TS2304: Cannot find name'],
  ['its work', 'I made the server answer 429 Too Many Requests when the rate limit is exceeded.'],
  ['what is there', 'Rate limiting is in place already: nothing to do.'],
  ['what is handled', 'Error handling for 429, 401 and 500 is there.'],
  ['a file that may not be read', "Error: EACCES: permission denied, open '/etc/shadow'"],
  ['a module', "Error: Cannot find module './login'"],
  ['a name', 'TypeError: rateLimit is not a function'],
  ['long ago', `Error: 429 Too Many Requests\n${'I go on.\n'.repeat(20)}`],
])('takes output that speaks of %s for no fault of a provider', (_, text) => {
  expect(faultInOutput(text)).toBe(null);
});

it.each(['429 lines', 'line 429 of the file', 'port 500', 'the answer to 401'])(
  'takes "%s" for no status',
  (text) => {
    expect(faultIn(text)).toBe(null);
  },
);
