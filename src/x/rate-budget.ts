// The quota left in X's rate-limit windows, by user and endpoint: the rest that X's headers report, less the requests in
// flight. A request beyond it fails here, because X would refuse it.
//
// @see https://docs.x.com/x-api/fundamentals/rate-limits

import type { HttpResponse } from '../infra/http.ts'
import { RateLimited } from './errors.ts'

const ENDPOINTS = [
  'GET /2/tweets',
  'GET /2/users/:id/tweets',
  'GET /2/users',
  'GET /2/users/by',
  'GET /2/usage/tweets',
  'GET /2/usage/credits',
] as const

export type Endpoint = (typeof ENDPOINTS)[number]

export interface RateWindow {
  /** Undefined for the app's own window. */
  readonly userId: string | undefined
  readonly endpoint: Endpoint
  /** Undefined after a refusal without headers. */
  readonly limit: number | undefined
  readonly remaining: number
  readonly resetAt: number
}

type Headers = HttpResponse['headers']

export interface RateBudget {
  /** Counts a request as in flight. @throws RateLimited when the window is exhausted */
  reserve(userId: string | undefined, endpoint: Endpoint): void
  /** Ends a reservation and reads the headers of the response. Without a response, the status is 0. */
  settle(userId: string | undefined, endpoint: Endpoint, status: number, headers: Headers): void
  isExhausted(userId: string | undefined, endpoint: Endpoint): boolean
  /** The current window, if X has reported one. */
  windowOf(userId: string | undefined, endpoint: Endpoint): RateWindow | undefined
  /** The current windows of the app and of these users. */
  windows(userIds: readonly string[]): readonly RateWindow[]
  /** Takes over a window that another process has published, unless a newer one is known here. */
  merge(window: RateWindow): void
}

export interface RateBudgetOptions {
  readonly now: () => number
  /** Called with each window that a response to this process reports. */
  readonly onChange?: (window: RateWindow) => void
}

/** Not limits: X sent 40,000 with 403 and 503 responses in 2026 (recorded), and 1,200,000 in 2025 (reported). */
const SENTINELS: ReadonlySet<number> = new Set([40_000, 1_200_000])

/** @see https://docs.x.com/x-api/fundamentals/rate-limits: most windows last 15 minutes */
const WINDOW_MS = 15 * 60_000

/** The first wait after a 429 without headers. It doubles with each further one, up to WINDOW_MS. */
const MIN_BACKOFF_MS = 15_000

/** The maximum of GraphQL's Int. */
const MAX_LIMIT = 2 ** 31 - 1

const MAX_ENTRIES = 10_000

interface Entry {
  window: RateWindow | undefined
  inFlight: number
  backoffMs: number
}

export const createRateBudget = ({ now, onChange }: RateBudgetOptions): RateBudget => {
  const entries = new Map<string, Entry>()

  const entryOf = (userId: string | undefined, endpoint: Endpoint): Entry => {
    const key = keyOf(userId, endpoint)
    const known = entries.get(key)
    if (known !== undefined) return known
    const entry: Entry = { window: undefined, inFlight: 0, backoffMs: MIN_BACKOFF_MS }
    entries.set(key, entry)
    if (entries.size > MAX_ENTRIES) dropOldest(entries)
    return entry
  }

  const currentWindow = (entry: Entry | undefined): RateWindow | undefined =>
    entry?.window !== undefined && now() < entry.window.resetAt ? entry.window : undefined

  const isExhausted = (entry: Entry): boolean => {
    const window = currentWindow(entry)
    return window !== undefined && window.remaining - entry.inFlight <= 0
  }

  const windowOf: RateBudget['windowOf'] = (userId, endpoint) =>
    currentWindow(entries.get(keyOf(userId, endpoint)))

  return {
    reserve: (userId, endpoint) => {
      const entry = entryOf(userId, endpoint)
      if (isExhausted(entry)) throw new RateLimited(userId, currentWindow(entry)?.resetAt, now())
      entry.inFlight += 1
    },
    settle: (userId, endpoint, status, headers) => {
      const entry = entryOf(userId, endpoint)
      entry.inFlight = Math.max(0, entry.inFlight - 1)
      const reported = readHeaders(headers, status, now())
      if (reported !== undefined) {
        const known = currentWindow(entry)
        // Responses arrive in any order: within one window, the lowest number is the latest.
        const remaining =
          known?.resetAt === reported.resetAt
            ? Math.min(known.remaining, reported.remaining)
            : reported.remaining
        entry.window = { userId, endpoint, ...reported, remaining }
      } else if (status === 429) {
        const resetAt = now() + entry.backoffMs
        entry.window = { userId, endpoint, limit: undefined, remaining: 0, resetAt }
        entry.backoffMs = Math.min(entry.backoffMs * 2, WINDOW_MS)
      } else return
      if (status !== 429) entry.backoffMs = MIN_BACKOFF_MS
      onChange?.(entry.window)
    },
    isExhausted: (userId, endpoint) => isExhausted(entryOf(userId, endpoint)),
    windowOf,
    windows: (userIds) =>
      [undefined, ...userIds].flatMap((userId) =>
        ENDPOINTS.flatMap((endpoint) => windowOf(userId, endpoint) ?? []),
      ),
    merge: (window) => {
      const entry = entryOf(window.userId, window.endpoint)
      const known = currentWindow(entry)
      if (known?.resetAt === window.resetAt && known.remaining <= window.remaining) return
      if (known !== undefined && known.resetAt > window.resetAt) return
      entry.window = window
    },
  }
}

const keyOf = (userId: string | undefined, endpoint: Endpoint): string =>
  `${endpoint} ${userId ?? ''}`

const dropOldest = (entries: Map<string, Entry>): void => {
  for (const [key, { inFlight }] of entries) {
    if (inFlight > 0) continue
    entries.delete(key)
    return
  }
}

/** Returns undefined for headers that are missing, absurd, or about a window that is over. */
const readHeaders = (
  headers: Headers,
  status: number,
  now: number,
): Pick<RateWindow, 'limit' | 'remaining' | 'resetAt'> | undefined => {
  const limit = numberIn(headers['x-rate-limit-limit'])
  const remaining = numberIn(headers['x-rate-limit-remaining'])
  const reset = numberIn(headers['x-rate-limit-reset'])
  if (!limit || limit > MAX_LIMIT || reset === undefined || SENTINELS.has(limit)) return undefined
  // No window is longer: a later end is an error of X, or this machine's clock is slow.
  const resetAt = Math.min(reset * 1000, now + WINDOW_MS)
  if (resetAt <= now) return undefined
  return { limit, remaining: status === 429 ? 0 : Math.min(remaining ?? limit, limit), resetAt }
}

const numberIn = (header: string | string[] | undefined): number | undefined => {
  const text = Array.isArray(header) ? header[0] : header
  return text !== undefined && /^\d{1,10}$/.test(text) ? Number(text) : undefined
}
