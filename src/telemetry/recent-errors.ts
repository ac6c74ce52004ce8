// Counts errors by code in the last hour, in one bucket per minute.

import { MINUTE_MS } from '../infra/clock.ts'
import type { ErrorCount } from '../schema/gateway-state.ts'

const BUCKETS = 60

interface Bucket {
  minute: number
  readonly counts: Map<string, number>
}

export const createRecentErrors = (now: () => number) => {
  const buckets = Array.from({ length: BUCKETS }, (): Bucket => ({ minute: -1, counts: new Map() }))
  const lastAt = new Map<string, number>()
  const minuteNow = (): number => Math.floor(now() / MINUTE_MS)

  const currentBucket = (): Bucket | undefined => {
    const minute = minuteNow()
    const bucket = buckets[minute % BUCKETS]
    if (bucket === undefined || bucket.minute === minute) return bucket
    bucket.counts.clear()
    bucket.minute = minute
    return bucket
  }
  return {
    count: (code: string): void => {
      const counts = currentBucket()?.counts
      counts?.set(code, (counts.get(code) ?? 0) + 1)
      lastAt.set(code, now())
    },
    /** The most frequent first. */
    read: (): readonly ErrorCount[] => {
      const oldest = minuteNow() - BUCKETS
      const sums = new Map<string, number>()
      for (const { minute, counts } of buckets) {
        if (minute <= oldest) continue
        for (const [code, count] of counts) sums.set(code, (sums.get(code) ?? 0) + count)
      }
      return [...sums]
        .map(([code, count]) => ({ code, count, lastAt: lastAt.get(code) ?? 0 }))
        .sort((one, other) => other.count - one.count)
    },
  }
}
