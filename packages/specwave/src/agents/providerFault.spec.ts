import { faultIn, resetIn } from './providerFault';

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
