/** Random choices that a seed repeats. */

export interface Random {
  /** At least 0, below 1. */
  next(): number;
  /** From `from` to `to`, both included. */
  integer(from: number, to: number): number;
  pick<T>(from: readonly T[]): T;
}

/** Mulberry32, public domain (Tommy Ettinger): small, and even enough to choose moments. */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const integer = (from: number, to: number): number => from + Math.floor(next() * (to - from + 1));
  return {
    next,
    integer,
    pick: (from) => {
      const choice = from[integer(0, from.length - 1)];
      if (choice === undefined) throw new Error('Nothing to pick from');
      return choice;
    },
  };
}
