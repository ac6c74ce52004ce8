// What is kept for a while for whoever comes back.

import type { Clock } from './types.ts'

export interface Lingering<T> {
  /** Unless it stays. */
  drop(item: T): void
  stay(item: T): void
  /** At once. */
  dropAll(): void
}

export const createLingering = <T>(
  { lastsMs, most, clock }: { lastsMs: number; most: number; clock: Clock },
  onDrop: (item: T) => void,
): Lingering<T> => {
  const leaving = new Map<T, () => void>()
  const end = (item: T): void => {
    leaving.get(item)?.()
    if (leaving.delete(item)) onDrop(item)
  }
  return {
    drop: (item) => {
      leaving.set(
        item,
        clock.wake(() => end(item), lastsMs),
      )
      const [oldest] = leaving.keys()
      if (leaving.size > most && oldest !== undefined) end(oldest)
    },
    stay: (item) => {
      leaving.get(item)?.()
      leaving.delete(item)
    },
    dropAll: () => {
      for (const item of [...leaving.keys()]) end(item)
    },
  }
}
