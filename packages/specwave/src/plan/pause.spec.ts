import { growingDelay, isOver, jitter, type Pause, pauseAfter, turnOf } from './pause';

const NOW = Date.parse('2026-01-01T12:00:00Z');
const UNIT = 10_000;
const at = (ms: number): string => new Date(NOW + ms).toISOString();

describe('delays', () => {
  it.each([
    [1, 10_000],
    [2, 20_000],
    [5, 160_000],
    [6, 300_000],
    [5_000, 300_000],
  ])('after %i failures in a row: %i ms', (n, expected) => {
    expect(growingDelay(n, UNIT)).toBe(expected);
  });

  it.each([
    ['a unit at least', 10_000, 1, 10_000],
    ['a tenth of the delay', 240_000, 1, 24_000],
    ['half a minute at most', 86_400_000, 1, 30_000],
    ['by chance', 240_000, 0.5, 12_000],
    ['nothing at all, by chance', 240_000, 0, 0],
  ])('are spread by %s', (_, delay, chance, expected) => {
    expect(jitter(delay, UNIT, chance)).toBe(expected);
  });
});

describe('the pause after a quota', () => {
  const met = (resetsAt?: string, launchedAt = NOW - 1) => ({ launchedAt, resetsAt });
  const before: Pause = { since: NOW - 5_000, until: NOW - 1_000, quotas: 2 };

  it.each<[string, Pause | null, ReturnType<typeof met>, Pause]>([
    [
      'lasts until the reset that was told',
      null,
      met(at(3_600_000)),
      { since: NOW, until: NOW + 3_600_000, quotas: 1 },
    ],
    ['grows where none was told', before, met(), { since: NOW, until: NOW + 40_000, quotas: 3 }],
    [
      'grows where the reset that was told is past',
      null,
      met(at(-1)),
      { since: NOW, until: NOW + UNIT, quotas: 1 },
    ],
    [
      'grows where the reset that was told is nonsense',
      null,
      met('soon'),
      { since: NOW, until: NOW + UNIT, quotas: 1 },
    ],
    [
      'grows where the reset that was told is years ahead, which would stop the agent for ever',
      null,
      met('3026-01-01T00:00:00Z'),
      { since: NOW, until: NOW + UNIT, quotas: 1 },
    ],
    ['stays as it is for a launch that had begun before it', before, met(undefined, before.since), before],
    [
      'is extended, not counted again, by a later reset that such a launch tells',
      before,
      met(at(60_000), before.since - 1),
      { ...before, until: NOW + 60_000 },
    ],
    [
      'is not shortened by an earlier one',
      { ...before, until: NOW + 90_000 },
      met(at(60_000), before.since - 1),
      { ...before, until: NOW + 90_000 },
    ],
  ])('%s', (_, pause, quota, expected) => {
    expect(pauseAfter(pause, quota, NOW, UNIT)).toEqual(expected);
  });

  it('counts once for eight launches that meet one quota at the same moment', () => {
    let pause: Pause | null = null;
    for (let n = 0; n < 8; n++) pause = pauseAfter(pause, met(), NOW + n, UNIT);
    expect(pause).toEqual({ since: NOW, until: NOW + UNIT, quotas: 1 });
  });

  it('is over once a launch begun after it ended otherwise, and not for one begun before', () => {
    expect([isOver(before, before.since + 1), isOver(before, before.since)]).toEqual([true, false]);
  });
});

describe('the turn of a task', () => {
  const pause: Pause = { since: NOW - 60_000, until: NOW + 60_000, quotas: 1 };
  const facts = { now: NOW, waitedMs: 0, limitMs: 60_000, jitterMs: 0 };
  it.each<[string, Pause | null, Partial<typeof facts>, ReturnType<typeof turnOf>]>([
    ['goes without a pause', null, {}, { kind: 'go' }],
    ['waits until the pause ends', pause, {}, { kind: 'wait', until: pause.until }],
    [
      'waits a little longer, so that not all start at once',
      pause,
      { jitterMs: 7 },
      { kind: 'wait', until: pause.until + 7 },
    ],
    ['goes when the pause has ended', pause, { now: pause.until }, { kind: 'go' }],
    [
      'still waits out its own jitter then',
      pause,
      { now: pause.until, jitterMs: 7 },
      { kind: 'wait', until: pause.until + 7 },
    ],
    [
      'does not start to wait past the limit',
      pause,
      { limitMs: 59_999 },
      { kind: 'give-up', until: pause.until },
    ],
    ['counts what it has waited before', pause, { waitedMs: 1 }, { kind: 'give-up', until: pause.until }],
  ])('%s', (_, given, more, expected) => {
    expect(turnOf(given, { ...facts, ...more })).toEqual(expected);
  });
});
