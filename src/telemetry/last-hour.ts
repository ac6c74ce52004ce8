// The counts of a process per minute of the last hour: samples of its running totals, one per minute in which it counts.

import { MINUTE_MS } from '../infra/clock.ts'
import type { MinuteCounts } from '../schema/gateway-state.ts'

export type Totals = Readonly<Record<'requests' | 'errors' | 'calls' | 'usd', number>>

const MINUTES = 60

const NONE: Totals = { requests: 0, errors: 0, calls: 0, usd: 0 }

const difference = (newer: Totals, older: Totals): Totals => ({
  requests: newer.requests - older.requests,
  errors: newer.errors - older.errors,
  calls: newer.calls - older.calls,
  usd: Math.round((newer.usd - older.usd) * 1e6) / 1e6,
})

/** @param totals the running totals, which are read once a minute */
export const createLastHour = (now: () => number, totals: () => Totals) => {
  const minuteNow = (): number => Math.floor(now() / MINUTE_MS)
  const start = minuteNow()
  const past: { readonly minute: number; readonly counts: Totals }[] = []
  let minute = start
  let atBeginning = totals()

  /** Closes the minute that has passed, if one has. Called before each count. */
  const advance = (): void => {
    const present = minuteNow()
    if (present === minute) return
    const atEnd = totals()
    past[minute % MINUTES] = { minute, counts: difference(atEnd, atBeginning) }
    minute = present
    atBeginning = atEnd
  }
  const countsOf = (wanted: number): Totals => {
    if (wanted === minute) return difference(totals(), atBeginning)
    const found = past[wanted % MINUTES]
    return found?.minute === wanted ? found.counts : NONE
  }
  return {
    advance,
    /** Oldest first; the present minute is the last one. Minutes before the start of the process are left out. */
    read: (): readonly MinuteCounts[] => {
      advance()
      const first = Math.max(start, minute - MINUTES + 1)
      return Array.from({ length: minute - first + 1 }, (_, index) => ({
        at: (first + index) * MINUTE_MS,
        ...countsOf(first + index),
      }))
    },
  }
}
