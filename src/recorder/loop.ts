// Repeats work on a clock.

import type { Clock } from '../infra/clock.ts'

const MIN_PAUSE_MS = 1000

/** Repeats work, each time at the time that it returned, or soon after it was woken. */
export const createLoop = (work: () => Promise<number>, { now, schedule }: Clock) => {
  let stopped = false
  let cancel: (() => void) | undefined
  let running: Promise<void> = Promise.resolve()
  let wokenAt = Number.NEGATIVE_INFINITY
  const run = async (): Promise<void> => {
    cancel = undefined
    const startedAt = now()
    const nextAt = await work()
    if (!stopped) plan(wokenAt >= startedAt ? now() : nextAt)
    wokenAt = Number.NEGATIVE_INFINITY
  }
  const start = (): void => {
    running = run()
  }
  const plan = (at: number): void => {
    cancel?.()
    cancel = schedule(start, Math.max(MIN_PAUSE_MS, at - now()))
  }
  return {
    start,
    wake: (): void => {
      wokenAt = now()
      if (cancel !== undefined && !stopped) plan(now())
    },
    stop: async (): Promise<void> => {
      stopped = true
      cancel?.()
      await running
    },
  }
}
