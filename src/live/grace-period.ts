// Retains items that are no longer used for a while, so that a client that reconnects finds them.

import type { Clock } from '../infra/clock.ts'

const DURATION_MS = 60_000
/** When there are more items, the oldest one is discarded. */
const MAX_ITEMS = 100

export const createGracePeriod = <T>(clock: Clock, discard: (item: T) => void) => {
  const cancelTimers = new Map<T, () => void>()
  const cancel = (item: T): boolean => {
    cancelTimers.get(item)?.()
    return cancelTimers.delete(item)
  }
  const end = (item: T): void => {
    if (cancel(item)) discard(item)
  }
  return {
    begin: (item: T): void => {
      const cancelTimer = clock.schedule(() => end(item), DURATION_MS)
      cancelTimers.set(item, cancelTimer)
      const [oldest] = cancelTimers.keys()
      if (cancelTimers.size > MAX_ITEMS && oldest !== undefined) end(oldest)
    },
    /** The item is used again. */
    cancel,
    endAll: (): void => {
      for (const item of [...cancelTimers.keys()]) end(item)
    },
  }
}
