// A set of decimal ids of up to 19 digits in 16 to 32 bytes each; a Set of strings takes about 65. Open addressing with
// linear probing. An id is stored as two numbers of 32 bits, because arithmetic with BigInt allocates.

export interface IdSet {
  readonly size: number
  has(id: string): boolean
  add(id: string): void
  clear(): void
}

const MIN_SLOTS = 1024
/** The share of used slots at which the table doubles. */
const MAX_LOAD = 0.5

/** Multipliers that spread ids of one moment over the table. */
const SPREAD = 0x9e3779b1
const MIX = 0x85ebca6b

const LOW_DIGITS = 9
const ZERO = 48

/** The number that some digits of a text stand for. */
const numberIn = (id: string, from: number, to: number): number => {
  let number = 0
  for (let index = from; index < to; index++) number = number * 10 + id.charCodeAt(index) - ZERO
  return number
}

export const createIdSet = (): IdSet => {
  /** Two numbers per slot. The second one is 0 in an empty slot only. */
  let table = new Uint32Array(MIN_SLOTS * 2)
  let size = 0
  let high = 0
  let low = 0

  /** Sets `high` and `low`. The last nine digits and one take 30 bits, the first ten digits 34. */
  const read = (id: string): void => {
    const split = Math.max(0, id.length - LOW_DIGITS)
    const first = numberIn(id, 0, split)
    high = first >>> 0
    low = ((Math.floor(first / 2 ** 32) << 30) | (numberIn(id, split, id.length) + 1)) >>> 0
  }

  /** The position of `high` and `low`, or the empty one where they belong. */
  const find = (): number => {
    const mask = table.length - 1
    const hash = Math.imul(Math.imul(low, SPREAD) ^ high, MIX)
    let at = ((hash ^ (hash >>> 15)) << 1) & mask
    while (table[at + 1] !== 0 && (table[at + 1] !== low || table[at] !== high)) {
      at = (at + 2) & mask
    }
    return at
  }

  const put = (at: number): void => {
    table[at] = high
    table[at + 1] = low
  }

  const grow = (): void => {
    const smaller = table
    table = new Uint32Array(smaller.length * 2)
    for (let at = 0; at < smaller.length; at += 2) {
      high = smaller[at] ?? 0
      low = smaller[at + 1] ?? 0
      if (low !== 0) put(find())
    }
  }

  return {
    get size() {
      return size
    },
    has: (id) => {
      read(id)
      return table[find() + 1] !== 0
    },
    add: (id) => {
      read(id)
      const at = find()
      if (table[at + 1] !== 0) return
      put(at)
      size += 1
      if (size * 2 > table.length * MAX_LOAD) grow()
    },
    clear: () => {
      table = new Uint32Array(MIN_SLOTS * 2)
      size = 0
    },
  }
}
