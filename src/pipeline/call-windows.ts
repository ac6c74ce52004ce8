// The time for which a call that is not full waits for more ids. One gateway waits for `windowMs` per call in flight. Several gateways
// have fewer requests each: a call that one gateway with all requests would fill soon waits until it is full.

import { LRUCache } from 'lru-cache'

export interface CallWindowsOptions {
  readonly windowMs: number
  readonly maxIds: number
  /** The number of gateways that divide the requests. @default 1 */
  readonly gateways?: () => number
  /** @default performance.now */
  readonly now?: () => number
}

export interface CallWindow {
  readonly ms: number
  /** The call is expected to be full by then, so it does not leave when the others have settled. */
  readonly fills: boolean
}

interface PendingGroup {
  readonly key: string
  /** The number of calls in flight. */
  readonly calls: number
  readonly pending: { readonly ids: readonly string[] } | undefined
}

export const END_OF_TURN: CallWindow = { ms: 0, fills: false }

/** Bounds the wait to about the duration of a call to X. */
const MAX_WINDOWS = 10

/** Windows within which one gateway with all requests would fill a call. */
const FILL_WINDOWS = 20

/** More gateways do not make requests wait any longer. */
const MAX_GATEWAYS = 8

/** Groups of calls whose rate is remembered. */
const MAX_GROUPS = 1000

/** The time constant by which the weight of earlier ids decays. */
const MEMORY_MS = 2000

/** After a pause, the rate is measured from zero: earlier arrivals do not predict a new load. */
const PAUSE_MS = 1000

/** The time over which the first arrivals of a group count as spread. */
const MIN_OBSERVED_MS = 200

interface Rate {
  /** The weighted number of arrivals at the time `at`. */
  readonly weight: number
  readonly at: number
  /** The time of the first arrival. */
  readonly since: number
}

export const createCallWindows = (options: CallWindowsOptions) => {
  const { windowMs, maxIds, gateways = () => 1, now = () => performance.now() } = options
  const rates = new LRUCache<string, Rate>({ max: MAX_GROUPS })

  const weightOf = ({ weight, at }: Rate): number => weight * Math.exp((at - now()) / MEMORY_MS)

  /** Ids per millisecond. A group that is younger than the memory has arrivals of its whole age only. */
  const rateOf = (group: string): number => {
    const rate = rates.get(group)
    if (rate === undefined) return 0
    const observedMs = Math.max(now() - rate.since, MIN_OBSERVED_MS)
    return weightOf(rate) / MEMORY_MS / (1 - Math.exp(-observedMs / MEMORY_MS))
  }

  return {
    /** Whether a lone request waits for those of the same turn: gateways get the answers to their claims together. */
    collectsTurn: (): boolean => gateways() > 1,
    noteArrival: (group: string): void => {
      // A single gateway does not need the rate.
      if (gateways() === 1) return
      const known = rates.get(group)
      const rate = known !== undefined && now() - known.at < PAUSE_MS ? known : undefined
      const weight = rate === undefined ? 1 : weightOf(rate) + 1
      rates.set(group, { weight, at: now(), since: rate?.since ?? now() })
    },
    of: ({ key, calls, pending }: PendingGroup): CallWindow => {
      if (calls === 0) return END_OF_TURN
      const others = Math.min(gateways(), MAX_GATEWAYS)
      const fillMs = (maxIds - (pending?.ids.length ?? 0)) / rateOf(key)
      const patienceMs = windowMs * FILL_WINDOWS * others
      return others > 1 && fillMs < patienceMs
        ? { ms: Math.min(fillMs * 2, patienceMs), fills: true }
        : { ms: windowMs * Math.min(calls, MAX_WINDOWS), fills: false }
    },
  }
}
