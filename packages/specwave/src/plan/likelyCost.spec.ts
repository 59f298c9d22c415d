import { likelyCosts, sumOfLikely } from './likelyCost';

const paid = (agent: string, ...costs: number[]) => costs.map((costUsd) => ({ agent, costUsd }));

it.each([
  ['one task', paid('claude', 0.4), 0.4],
  ['an odd number: the middle one', paid('claude', 9, 0.1, 0.3), 0.3],
  ['an even number: between the two in the middle', paid('claude', 0.1, 0.2, 0.3, 9), 0.25],
  ['tasks of other agents too', [...paid('codex', 7), ...paid('claude', 0.5)], 0.5],
  ['tasks that were replayed, which cost nothing', paid('claude', 0, 0, 0, 0.5), 0.5],
  ['only tasks of other agents', paid('codex', 7), null],
  ['nothing', [], null],
])('with %s the likely cost is the median of the same agent', (_, tasks, expected) => {
  expect(likelyCosts(tasks)('claude')).toBe(expected);
});

it('agents may have any name', () => {
  expect(likelyCosts([])('constructor')).toBeNull();
});

it('a sum holds what is known, and counts what is not', () => {
  expect(sumOfLikely([0.1, 0.2, null, 0])).toEqual({ usd: 0.3, unknown: 1 });
});
