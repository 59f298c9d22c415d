/** What agents use up, in tokens and in US dollars. Pure. */
import type { Config, Price } from '../config/schema';

/** What an agent tells that it used. */
export interface Usage {
  /** All that was read, from caches too. */
  input_tokens?: number | undefined;
  /** The part of `input_tokens` that came from a cache, which most providers sell for less. */
  cached_input_tokens?: number | undefined;
  output_tokens?: number | undefined;
  cost_usd?: number | undefined;
}

/** What was paid in all; what is not known counts as nothing. */
export interface Spent {
  cost_usd: number;
  input_tokens: number;
  output_tokens: number;
}

export const NOTHING: Spent = { cost_usd: 0, input_tokens: 0, output_tokens: 0 };

const PER = 1_000_000;

/** Sums of cents in binary fractions end in `...0000004`; a millionth of a dollar is less than a token costs. */
function rounded(usd: number): number {
  return Math.round(usd * PER) / PER;
}

/** The price that the settings name for an agent: for its model first, then for the agent itself; null where there is none. */
export function priceOf(prices: Config['prices'], model: string | undefined, agent: string): Price | null {
  const name = [model, agent].find((each) => each !== undefined && Object.hasOwn(prices, each));
  return (name === undefined ? undefined : prices[name]) ?? null;
}

/**
 * `usage` with its cost, where the agent tells tokens and no money. Money that it tells itself counts; only a zero beside
 * tokens does not, which agents tell of models whose price they do not know.
 */
export function priced(usage: Usage, price: Price | null): Usage {
  const { input_tokens: input = 0, output_tokens: output = 0 } = usage;
  if (price === null || usage.cost_usd || input + output === 0) return usage;
  const cached = Math.min(usage.cached_input_tokens ?? 0, input);
  const cost =
    (input - cached) * price.input + cached * (price.cachedInput ?? price.input) + output * price.output;
  return { ...usage, cost_usd: rounded(cost / PER) };
}

const FIELDS = ['input_tokens', 'cached_input_tokens', 'output_tokens', 'cost_usd'] as const;

/** Field by field; one that neither has is left out. */
function joined(one: Usage, other: Usage, join: (a: number, b: number) => number): Usage {
  const fields = FIELDS.flatMap((field) => {
    const [a, b] = [one[field], other[field]];
    return a === undefined && b === undefined ? [] : [[field, rounded(join(a ?? 0, b ?? 0))]];
  });
  return Object.fromEntries(fields);
}

/** What two launches used together. */
export function sumOf(one: Usage, other: Usage): Usage {
  return joined(one, other, (a, b) => a + b);
}

/** What one launch used, told twice: an agent that was ended may say less in the end than it did before. */
export function mostOf(one: Usage, other: Usage): Usage {
  return joined(one, other, Math.max);
}

/** As {@link sumOf}, with nothing for what is not known. */
export function spentTogether(parts: readonly Usage[]): Spent {
  const { cost_usd = 0, input_tokens = 0, output_tokens = 0 } = parts.reduce(sumOf, {});
  return { cost_usd, input_tokens, output_tokens };
}

export function isNothing({ cost_usd, input_tokens, output_tokens }: Spent): boolean {
  return cost_usd === 0 && input_tokens === 0 && output_tokens === 0;
}
