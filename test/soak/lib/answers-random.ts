// Chance that can be had again.

/** From 0, below `most`. */
export type Random = (most: number) => number

/** Mulberry32: the same for the same seed, everywhere. */
export const createRandom = (seed: number): Random => {
  let state = seed >>> 0
  return (most) => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) % most
  }
}

export const pick = <T>(random: Random, items: readonly T[]): T => items[random(items.length)] as T
