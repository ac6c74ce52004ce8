// A fake clock with timers, which advances only on request, and a wall clock that can be set.

export const createClock = (start: number) => {
  let time = start
  let wallAhead = 0
  const timers = new Set<{
    readonly at: number
    readonly afterMs: number
    readonly work: () => void
  }>()
  return {
    now: (): number => time,
    wall: (): number => time + wallAhead,
    /** Sets the wall clock forward, or back by a negative time. */
    setWall: (byMs: number): void => {
      wallAhead += byMs
    },
    schedule: (work: () => void, afterMs: number): (() => void) => {
      const timer = { at: time + afterMs, afterMs, work }
      timers.add(timer)
      return () => timers.delete(timer)
    },
    /** Advances the time, and runs each due timer at its own time. */
    pass: (ms: number): void => {
      const until = time + ms
      for (;;) {
        const [next] = [...timers].filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)
        if (next === undefined) break
        timers.delete(next)
        time = Math.max(time, next.at)
        next.work()
      }
      time = until
    },
    /** The number of pending timers. */
    waiting: (): number => timers.size,
    /** Whether a poll of subscriptions is scheduled. Counts are written every second, and X's usage is read every hour. */
    awaitsPoll: (): boolean =>
      [...timers].some(({ afterMs }) => afterMs > 1000 && afterMs < 3_600_000),
  }
}
