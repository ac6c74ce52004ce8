// Rate limits in windows of fifteen minutes, per endpoint and per caller: one window for the app, one for each
// user. A window begins with its first request.

import type { Caller } from './http.ts'

/** The first match applies to a path that matches two, such as `/2/users/me`. */
export const ENDPOINTS = [
  'GET /2/tweets',
  'GET /2/tweets/analytics',
  'GET /2/tweets/:id',
  'GET /2/users/me',
  'GET /2/users',
  'GET /2/users/by',
  'GET /2/users/by/username/:username',
  'GET /2/users/:id',
  'GET /2/users/:id/tweets',
  'GET /2/usage/tweets',
  'GET /2/usage/credits',
  'GET /labs/1/tweets/metrics/private',
] as const

export type EndpointName = (typeof ENDPOINTS)[number]

export interface Limit {
  /** Requests per window of the app-only context; absent where the endpoint requires a user. */
  readonly app?: number
  /** Requests per window of each user; absent where the endpoint requires the app. */
  readonly user?: number
  /** Requests per day, which smaller plans limit since 2023 and report in separate headers. */
  readonly appDay?: number
  readonly userDay?: number
}

export type LimitSet = Readonly<Record<EndpointName, Limit>>

const LIMITS_2024 = {
  'GET /2/tweets': { app: 300, user: 900 },
  // X sends this number with the 403s of this endpoint; it limits nothing.
  'GET /2/tweets/analytics': { user: 40_000 },
  'GET /2/tweets/:id': { app: 300, user: 900 },
  'GET /2/users/me': { user: 75 },
  'GET /2/users': { app: 300, user: 900 },
  'GET /2/users/by': { app: 300, user: 900 },
  'GET /2/users/by/username/:username': { app: 300, user: 900 },
  'GET /2/users/:id': { app: 300, user: 900 },
  'GET /2/users/:id/tweets': { app: 1500, user: 900 },
  'GET /2/usage/tweets': { app: 50 },
  // A guess: X documents no limit.
  'GET /2/usage/credits': { app: 50 },
  'GET /labs/1/tweets/metrics/private': { user: 15 },
} as const satisfies LimitSet

/** The limits that X documented, by year. */
export const LIMITS = {
  '2024': LIMITS_2024,
  '2026': {
    ...LIMITS_2024,
    'GET /2/tweets': { app: 3500, user: 5000 },
    'GET /2/tweets/:id': { app: 450, user: 900 },
    'GET /2/users/:id/tweets': { app: 10_000, user: 900 },
  },
} as const satisfies Readonly<Record<string, LimitSet>>

/** A year, or custom limits that override those of 2024. */
export type Limits = keyof typeof LIMITS | Partial<LimitSet>

const WINDOW_MS = 15 * 60_000
const DAY_MS = 86_400_000

interface Window {
  readonly resetAt: number
  used: number
}

export interface RateLimitResult {
  readonly allowed: boolean
  readonly headers: Readonly<Record<string, string>>
}

export interface RateLimiter {
  /** Counts one request and returns X's rate limit headers. */
  consume(endpoint: EndpointName, caller: Caller): RateLimitResult
  reset(): void
}

export const createRateLimiter = (limits: Limits, now: () => number): RateLimiter => {
  const set: LimitSet =
    typeof limits === 'string' ? LIMITS[limits] : { ...LIMITS['2024'], ...limits }
  // Bounded by endpoints × accounts that can log in.
  const windows = new Map<string, Window>()

  const take = (key: string, limit: number, length: number, prefix: string): RateLimitResult => {
    const time = now()
    let window = windows.get(key)
    if (window === undefined || time >= window.resetAt) {
      // X resets windows at whole seconds.
      window = { resetAt: Math.ceil((time + length) / 1000) * 1000, used: 0 }
      windows.set(key, window)
    }
    const allowed = window.used < limit
    if (allowed) window.used += 1
    return {
      allowed,
      headers: {
        [`${prefix}limit`]: String(limit),
        [`${prefix}remaining`]: String(limit - window.used),
        [`${prefix}reset`]: String(window.resetAt / 1000),
      },
    }
  }

  return {
    consume: (endpoint, caller) => {
      const limit = set[endpoint]
      const context = caller.kind === 'app' ? 'app' : caller.userId
      const perWindow = (caller.kind === 'app' ? limit.app : limit.user) ?? 0
      const perDay = caller.kind === 'app' ? limit.appDay : limit.userDay
      const window = take(`${endpoint} ${context}`, perWindow, WINDOW_MS, 'x-rate-limit-')
      if (perDay === undefined) return window
      const dayPrefix = caller.kind === 'app' ? 'x-app-limit-24hour-' : 'x-user-limit-24hour-'
      const day = take(`${endpoint} ${context} day`, perDay, DAY_MS, dayPrefix)
      return {
        allowed: window.allowed && day.allowed,
        headers: { ...window.headers, ...day.headers },
      }
    },
    reset: () => windows.clear(),
  }
}
