// A seeded random generator, and ids that encode their time as X's do.

export interface Random {
  /** Returns a number in [0, 1). */
  next(): number
  /** Returns an integer in [min, max]. */
  between(min: number, max: number): number
  pick<T>(items: readonly T[]): T
  /** Returns a Snowflake id for `time`. */
  id(time: number): string
  /** Returns random letters and digits, as in a t.co link or a file name. */
  letters(length: number): string
}

const SNOWFLAKE_EPOCH = 1_288_834_974_657n
const ALPHABET = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'

/** The mulberry32 generator. */
export const createRandom = (seed: number): Random => {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const between = (min: number, max: number): number => min + Math.floor(next() * (max - min + 1))
  return {
    next,
    between,
    pick: <T>(items: readonly T[]): T => {
      const item = items[between(0, items.length - 1)]
      if (item === undefined) throw new Error('nothing to pick from')
      return item
    },
    id: (time) =>
      String(
        ((BigInt(Math.floor(time)) - SNOWFLAKE_EPOCH) << 22n) + BigInt(between(0, 2 ** 22 - 1)),
      ),
    letters: (length) =>
      Array.from({ length }, () => ALPHABET[between(0, ALPHABET.length - 1)]).join(''),
  }
}
