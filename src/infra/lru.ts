// A least-recently-used cache that is bounded by its number of entries.

import { LRUCache } from 'lru-cache'

/** Grows with its entries: with the option `max`, lru-cache allocates arrays of that length at once. */
export const createLru = <V extends object | string | number>(
  maxEntries: number,
): LRUCache<string, V> => new LRUCache({ maxSize: maxEntries, sizeCalculation: () => 1 })
