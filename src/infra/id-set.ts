// A set of decimal 64-bit ids in 8 to 16 bytes each; a Set of strings takes about 65. Open addressing with linear probing.

export interface IdSet {
  readonly size: number
  has(id: string): boolean
  add(id: string): void
  clear(): void
}

const MIN_SLOTS = 1024
/** The share of used slots at which the table doubles. */
const MAX_LOAD = 0.5

/** A multiplier that spreads ids of one moment over the table (Fibonacci hashing). */
const SPREAD = 0x9e3779b97f4a7c15n

/** The slot that holds the id, or the empty one where it belongs. Zero marks an empty slot. */
const slotOf = (table: BigUint64Array, id: bigint): number => {
  const mask = table.length - 1
  let slot = Number(BigInt.asUintN(64, id * SPREAD) >> 32n) & mask
  while (table[slot] !== 0n && table[slot] !== id) slot = (slot + 1) & mask
  return slot
}

export const createIdSet = (): IdSet => {
  let table = new BigUint64Array(MIN_SLOTS)
  let size = 0
  const grow = (): void => {
    const larger = new BigUint64Array(table.length * 2)
    for (const id of table) if (id !== 0n) larger[slotOf(larger, id)] = id
    table = larger
  }
  // One more than the id, because zero marks an empty slot.
  const keyOf = (id: string): bigint => BigInt(id) + 1n
  return {
    get size() {
      return size
    },
    has: (id) => table[slotOf(table, keyOf(id))] !== 0n,
    add: (id) => {
      const key = keyOf(id)
      const slot = slotOf(table, key)
      if (table[slot] !== 0n) return
      table[slot] = key
      size += 1
      if (size > table.length * MAX_LOAD) grow()
    },
    clear: () => {
      table = new BigUint64Array(MIN_SLOTS)
      size = 0
    },
  }
}
