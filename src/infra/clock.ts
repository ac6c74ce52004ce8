// The clocks of a process. Lifetimes, intervals and leases follow a clock that is never set back; the wall clock, which an
// operator or NTP may set, is read where another program gives or checks a time.

export const MINUTE_MS = 60_000
export const HOUR_MS = 60 * MINUTE_MS
export const DAY_MS = 24 * HOUR_MS

/** Runs work after a time. Returns the function that cancels. */
export type Schedule = (work: () => void, afterMs: number) => () => void

export interface Clock {
  /** Milliseconds since 1970 as of the start of the process, advanced by the monotonic clock. */
  readonly now: () => number
  /** The wall clock: signatures, expiries of tokens, and times in a store that outlive the process. */
  readonly wall: () => number
  readonly schedule: Schedule
}

/** Anchored to the wall clock once, so that several machines poll at the same multiples of an interval. */
export const createClock = (wall = Date.now, ticks = () => performance.now()): Clock => {
  const anchor = wall() - ticks()
  return {
    now: () => Math.floor(anchor + ticks()),
    wall,
    schedule: (work, afterMs) => {
      // The timer does not keep the process running.
      const timer = setTimeout(work, afterMs).unref()
      return () => clearTimeout(timer)
    },
  }
}
