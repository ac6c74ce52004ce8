// How long a call that is not full waits for more ids. One gateway waits for `windowMs` per call in flight. Several gateways
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

/** Nobody waits much longer than X takes anyway. */
const MAX_WINDOWS = 10

/** Windows within which one gateway with all requests would fill a call. */
const FILL_WINDOWS = 20

/** More gateways do not make requests wait any longer. */
const MAX_GATEWAYS = 8

/** Groups of calls whose rate is remembered. */
const MAX_GROUPS = 1000

/** Arrivals count less and less, by this time constant. */
const MEMORY_MS = 2000

interface Rate {
  /** Ids per millisecond at the time `at`. */
  readonly perMs: number
  readonly at: number
}

export const createCallWindows = (options: CallWindowsOptions) => {
  const { windowMs, maxIds, gateways = () => 1, now = () => performance.now() } = options
  const rates = new LRUCache<string, Rate>({ max: MAX_GROUPS })

  const rateOf = (group: string): number => {
    const rate = rates.get(group)
    return rate === undefined ? 0 : rate.perMs * Math.exp((rate.at - now()) / MEMORY_MS)
  }

  return {
    noteArrival: (group: string): void => {
      // A single gateway does not need the rate.
      if (gateways() > 1) rates.set(group, { perMs: rateOf(group) + 1 / MEMORY_MS, at: now() })
    },
    of: ({ key, calls, pending }: PendingGroup): CallWindow => {
      const others = Math.min(gateways(), MAX_GATEWAYS)
      const fillMs = (maxIds - (pending?.ids.length ?? 0)) / rateOf(key)
      const patienceMs = windowMs * FILL_WINDOWS * others
      return others > 1 && fillMs < patienceMs
        ? { ms: Math.min(fillMs * 2, patienceMs), fills: true }
        : { ms: windowMs * Math.min(calls, MAX_WINDOWS), fills: false }
    },
  }
}
