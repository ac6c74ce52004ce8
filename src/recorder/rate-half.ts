// Half of each rate-limit window of X at most is used by the recorder; queries and subscriptions have the rest.

import type { Endpoint, RateBudget } from '../x/rate-budget.ts'

export interface RateHalf {
  /** Counts a call. Returns false if it would exceed the half, or if the window is exhausted. */
  take(userId: string | undefined, endpoint: Endpoint): boolean
}

interface Used {
  resetAt: number | undefined
  calls: number
}

export const createRateHalf = (budget: Pick<RateBudget, 'windowOf'>): RateHalf => {
  const windows = new Map<string, Used>()
  return {
    take: (userId, endpoint) => {
      const key = `${endpoint} ${userId ?? ''}`
      const used = windows.get(key) ?? { resetAt: undefined, calls: 0 }
      windows.set(key, used)
      const window = budget.windowOf(userId, endpoint)
      if (window?.resetAt !== used.resetAt) {
        // The first call of a window is made before X reports the window.
        if (used.resetAt !== undefined) used.calls = 0
        used.resetAt = window?.resetAt
      }
      const { limit = 0, remaining } = window ?? {}
      if (remaining === 0 || (window !== undefined && used.calls >= Math.floor(limit / 2)))
        return false
      used.calls += 1
      return true
    },
  }
}
