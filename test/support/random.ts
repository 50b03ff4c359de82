/** Numbers that look random and are the same for the same seed, so that what happened once can be made to happen again. */

export interface Random {
  /** At least 0, less than 1. */
  (): number;
  /** A whole number from 0 to `most` - 1. */
  below(most: number): number;
  pick<T>(among: readonly T[]): T;
  /** True so often: 0 never, 1 always. */
  chance(share: number): boolean;
}

/** Mulberry32: 32 bits of state are enough to shuffle faults. */
export function randomOf(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (most: number): number => Math.floor(next() * most);
  return Object.assign(next, {
    below,
    pick: <T>(among: readonly T[]): T => {
      if (among.length === 0) throw new RangeError('there is nothing to pick from');
      return among[below(among.length)] as T;
    },
    chance: (share: number) => next() < share,
  });
}
