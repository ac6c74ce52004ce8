// A time that passes when it is told to, and wakes whoever waits for it.

export const createClock = (start: number) => {
  let time = start
  const waiting = new Set<{ readonly at: number; readonly work: () => void }>()
  return {
    now: (): number => time,
    schedule: (work: () => void, afterMs: number): (() => void) => {
      const timer = { at: time + afterMs, work }
      waiting.add(timer)
      return () => waiting.delete(timer)
    },
    /** Whoever is due by then is woken at its own time. */
    pass: (ms: number): void => {
      const until = time + ms
      for (;;) {
        const [next] = [...waiting].filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)
        if (next === undefined) break
        waiting.delete(next)
        time = Math.max(time, next.at)
        next.work()
      }
      time = until
    },
    /** How many wait for something. */
    waiting: (): number => waiting.size,
  }
}
