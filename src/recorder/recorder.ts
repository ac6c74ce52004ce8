// The recorder: samples posts of connected accounts and of watch lists on a schedule, in one process of a deployment.

import { randomUUID } from 'node:crypto'
import { isLimited } from '../money/spend.ts'
import { createCalls } from './calls.ts'
import { createLease, RENEW_MS } from './lease.ts'
import { createLoop } from './loop.ts'
import { createRateHalf } from './rate-half.ts'
import { createRounds } from './rounds.ts'
import { budgetFor, leftToday } from './spending.ts'
import type { LeftOut, RecorderStore } from './store.ts'
import type { Allowance, RecorderEvents, RecorderOptions } from './types.ts'

export interface RecorderState {
  readonly isRecording: boolean
  /** The time for which the post that has waited longest has been due. */
  readonly lagMs: number
  readonly posts: number
}

export interface Recorder {
  start(): void
  /** Runs all rounds that are due. Returns when the next one is. */
  run(): Promise<number>
  /** Reads the watch lists again. */
  refreshWatched(): void
  state(): RecorderState
  close(): Promise<void>
}

/** Rounds that run at the same time. */
const CONCURRENCY = 4

export const createRecorder = (options: RecorderOptions): Recorder => {
  const { store, clock, events } = options
  const lease = createLease({ ...options, holder: randomUUID(), onFailure: events.onFault })
  const rateHalf = createRateHalf(options.budget)
  const calls = createCalls({ ...options, lease, rateHalf, onCost: events.onCost })
  const rounds = createRounds({ ...options, calls })
  const leftOut = createLeftOut(store, events)
  let isRecording = false
  let fault = ''

  /** Another process may have sampled before this one holds the lease, and samples when it has lost it. */
  const setRecording = (held: boolean): void => {
    if (held !== isRecording) events.onLease(held)
    if (held !== isRecording) rounds.forget()
    isRecording = held
  }

  const runDue = async (): Promise<number> => {
    setRecording(lease.isHeld() || (await lease.renew()))
    if (!isRecording) return clock.now() + RENEW_MS
    await rounds.refresh()
    await runRounds(rounds, leftOut, options)
    return Math.min(rounds.nextAt(), clock.now() + RENEW_MS)
  }

  const run = async (): Promise<number> => {
    try {
      const nextAt = await runDue()
      fault = ''
      return nextAt
    } catch (error) {
      // Such as a database that is down: reported once.
      if (String(error) !== fault) events.onFault(error)
      fault = String(error)
      return clock.now() + RENEW_MS
    }
  }

  const loop = createLoop(run, clock)

  return {
    start: loop.start,
    run,
    refreshWatched: () => {
      rounds.refreshWatched()
      loop.wake()
    },
    state: () => ({
      isRecording: isRecording && lease.isHeld(),
      lagMs: isRecording ? rounds.lagMs() : 0,
      posts: rounds.posts(),
    }),
    close: async () => {
      lease.end()
      await loop.stop()
      await lease.release()
    },
  }
}

/** Runs the rounds that are due. Under a limit, each of them knows what the one before has left. */
const runRounds = async (
  rounds: ReturnType<typeof createRounds>,
  leftOut: ReturnType<typeof createLeftOut>,
  { payer: { limits }, readSpend, clock }: RecorderOptions,
): Promise<void> => {
  const allowance = async (): Promise<Allowance> => {
    const left = await leftToday({ limits, read: readSpend })
    const budget = budgetFor(rounds.demand(), left, clock.now())
    await leftOut.set(budget.leftOut)
    return budget
  }
  const waiting = rounds.due().values()
  const limited = limits.some(isLimited)
  const work = async (): Promise<void> => {
    for (const round of waiting) await round.run(await allowance())
  }
  await Promise.all(Array.from({ length: limited ? 1 : CONCURRENCY }, work))
  if (limited) await allowance()
}

/** Stores what is left out for the processes that answer queries, and reports it once a day. */
const createLeftOut = (store: RecorderStore, { onLeftOut }: RecorderEvents) => {
  let known: LeftOut | undefined
  return {
    set: async (leftOut: LeftOut | undefined): Promise<void> => {
      const before = known
      known = leftOut
      const hasChanged = leftOut?.posts !== before?.posts || leftOut?.newest !== before?.newest
      if (leftOut !== undefined && hasChanged) await store.writeLeftOut(leftOut)
      if (leftOut?.until !== before?.until) onLeftOut(leftOut)
    },
  }
}
