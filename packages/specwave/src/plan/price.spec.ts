import { mostOf, priced, priceOf, spentTogether, sumOf } from './price';

const PRICE = { input: 2, output: 10, cachedInput: 0.5 };

describe('the price of an agent', () => {
  const small = { input: 1, output: 1 };
  const big = { input: 9, output: 9 };
  it.each([
    ["its model's", 'gpt', { gpt: big, codex: small }, big],
    ['its own, where its model has none', 'gpt', { codex: small }, small],
    ['its own, where it names no model', undefined, { gpt: big, codex: small }, small],
    ['unknown, where nobody wrote one', 'gpt', { other: big }, null],
    ['unknown for a model with the name of a part of every object', 'constructor', {}, null],
  ])('is %s', (_, model, prices, expected) => {
    expect(priceOf(prices, model, 'codex')).toEqual(expected);
  });
});

describe('what tokens cost', () => {
  it.each([
    ['by a million', { input_tokens: 1_000_000, output_tokens: 500_000 }, PRICE, 7],
    [
      'from a cache at their own price',
      { input_tokens: 3_000_000, cached_input_tokens: 2_000_000 },
      PRICE,
      3,
    ],
    [
      'from a cache as others, without one',
      { input_tokens: 2, cached_input_tokens: 1 },
      { input: 1e6, output: 1 },
      2,
    ],
    [
      'never less than nothing, however many are said to be cached',
      { input_tokens: 10, cached_input_tokens: 99 },
      { input: 1e6, output: 1, cachedInput: 0 },
      0,
    ],
    ['as the agent says, where it says so', { input_tokens: 1_000_000, cost_usd: 0.25 }, PRICE, 0.25],
    [
      'by the price, where it says 0 for a model it does not know',
      { input_tokens: 1_000_000, cost_usd: 0 },
      PRICE,
      2,
    ],
    ['nothing at a price of 0', { input_tokens: 5, output_tokens: 5 }, { input: 0, output: 0 }, 0],
    ['unknown without a price', { input_tokens: 1_000_000 }, null, undefined],
    ['unknown without tokens', {}, PRICE, undefined],
  ])('%s', (_, usage, price, expected) => {
    expect(priced(usage, price).cost_usd).toBe(expected);
  });
});

it('two launches add up, and what neither tells stays unknown', () => {
  expect(sumOf({ input_tokens: 1, cost_usd: 0.1 }, { input_tokens: 2, cost_usd: 0.2 })).toEqual({
    input_tokens: 3,
    cost_usd: 0.3,
  });
  expect(sumOf({}, {})).toEqual({});
});

it('of what one launch tells twice, the greater figures count', () => {
  expect(mostOf({ input_tokens: 5, cost_usd: 1 }, { input_tokens: 3, output_tokens: 2 })).toEqual({
    input_tokens: 5,
    output_tokens: 2,
    cost_usd: 1,
  });
});

it('what is not known counts as nothing in a sum', () => {
  expect(spentTogether([{ cost_usd: 1 }, { output_tokens: 4 }, {}])).toEqual({
    cost_usd: 1,
    input_tokens: 0,
    output_tokens: 4,
  });
});
