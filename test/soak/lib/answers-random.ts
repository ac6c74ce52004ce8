// A seeded random number generator.

/** Returns an integer from 0 to `limit - 1`. */
export type Random = (limit: number) => number

/** Mulberry32. */
export const createRandom = (seed: number): Random => {
  let state = seed >>> 0
  return (limit) => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit
  }
}

export const pick = <T>(random: Random, items: readonly T[]): T => items[random(items.length)] as T
