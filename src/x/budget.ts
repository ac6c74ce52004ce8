// What is left of X's windows, by whose credential and which endpoint: from X's own headers, less what is under
// way. An empty window is not tried: X would refuse, and so does the gateway, at once.

import { GatewayError } from '../infra/errors.ts'

export const ENDPOINTS = [
  'GET /2/tweets',
  'GET /2/users/:id/tweets',
  'GET /2/users',
  'GET /2/users/by',
] as const

export type Endpoint = (typeof ENDPOINTS)[number]

/** What is known of one window. */
export interface Window {
  /** Nobody's: the app's own. */
  readonly userId: string | undefined
  readonly endpoint: Endpoint
  /** Unknown after a refusal without headers. */
  readonly limit: number | undefined
  readonly remaining: number
  readonly resetAt: number
}

type Headers = Readonly<Record<string, string | string[] | undefined>>

export interface Budget {
  /** One request is about to be made. @throws RATE_LIMITED */
  take(userId: string | undefined, endpoint: Endpoint): void
  /** And has been answered; or has not been, without headers. */
  book(userId: string | undefined, endpoint: Endpoint, status: number, headers: Headers): void
  isSpent(userId: string | undefined, endpoint: Endpoint): boolean
  /** Of the app and of these users. */
  windows(userIds: readonly string[]): readonly Window[]
  /** What another process has learnt. */
  learn(window: Window): void
}

export interface BudgetOptions {
  readonly now: () => number
  /** Told of what was learnt here. */
  readonly onLearn?: (window: Window) => void
}

/** Numbers that X has sent in place of a budget. */
const SENTINELS: ReadonlySet<number> = new Set([40_000, 1_200_000])

/** After a refusal that does not say until when: doubled each time, up to a window's length. */
const BACK_OFF_MS = 15_000
const WINDOW_MS = 15 * 60_000

/** GraphQL's Int. */
const MOST_LIMIT = 2 ** 31 - 1

/** Users that nobody has asked for are forgotten first. */
const MOST_WINDOWS = 10_000

interface Kept {
  window: Window | undefined
  underWay: number
  backOffMs: number
}

/** A whole number that is not absurd; all else is as good as no header. */
const number = (header: string | string[] | undefined): number | undefined => {
  const text = Array.isArray(header) ? header[0] : header
  return text !== undefined && /^\d{1,10}$/.test(text) ? Number(text) : undefined
}

export const createBudget = ({ now, onLearn = () => {} }: BudgetOptions): Budget => {
  const kept = new Map<string, Kept>()

  const of = (userId: string | undefined, endpoint: Endpoint): Kept => {
    const name = `${endpoint} ${userId ?? ''}`
    const known = kept.get(name)
    if (known !== undefined) return known
    const fresh: Kept = { window: undefined, underWay: 0, backOffMs: BACK_OFF_MS }
    kept.set(name, fresh)
    if (kept.size > MOST_WINDOWS) {
      for (const [oldest, { underWay }] of kept) {
        if (underWay > 0) continue
        kept.delete(oldest)
        break
      }
    }
    return fresh
  }

  /** A window that is over says nothing any more. */
  const current = ({ window }: Kept): Window | undefined =>
    window !== undefined && now() < window.resetAt ? window : undefined

  const spent = (state: Kept): boolean => {
    const window = current(state)
    return window !== undefined && window.remaining - state.underWay <= 0
  }

  const read = (
    headers: Headers,
    status: number,
  ): Pick<Window, 'limit' | 'remaining' | 'resetAt'> | undefined => {
    const limit = number(headers['x-rate-limit-limit'])
    const remaining = number(headers['x-rate-limit-remaining'])
    const reset = number(headers['x-rate-limit-reset'])
    if (!limit || limit > MOST_LIMIT || reset === undefined || SENTINELS.has(limit))
      return undefined
    return {
      limit,
      remaining: status === 429 ? 0 : Math.min(remaining ?? limit, limit),
      // No window is longer: a later end is a mistake, or this machine's clock is late.
      resetAt: Math.min(reset * 1000, now() + WINDOW_MS),
    }
  }

  const book: Budget['book'] = (userId, endpoint, status, headers) => {
    const state = of(userId, endpoint)
    state.underWay = Math.max(0, state.underWay - 1)
    const said = read(headers, status)
    if (said !== undefined && said.resetAt > now()) {
      const before = current(state)
      // Answers come in any order: within a window the least is the latest.
      const remaining =
        before?.resetAt === said.resetAt
          ? Math.min(before.remaining, said.remaining)
          : said.remaining
      state.window = { userId, endpoint, ...said, remaining }
    } else if (status === 429) {
      const resetAt = now() + state.backOffMs
      state.window = { userId, endpoint, limit: undefined, remaining: 0, resetAt }
      state.backOffMs = Math.min(state.backOffMs * 2, WINDOW_MS)
    } else return
    if (status !== 429) state.backOffMs = BACK_OFF_MS
    onLearn(state.window)
  }

  return {
    take: (userId, endpoint) => {
      const state = of(userId, endpoint)
      if (spent(state)) throw rateLimited(userId, current(state)?.resetAt, now())
      state.underWay += 1
    },
    book,
    isSpent: (userId, endpoint) => spent(of(userId, endpoint)),
    windows: (userIds) =>
      [undefined, ...userIds].flatMap((userId) =>
        ENDPOINTS.flatMap((endpoint) => {
          const window = kept.get(`${endpoint} ${userId ?? ''}`)
          return (window && current(window)) ?? []
        }),
      ),
    learn: (window) => {
      const state = of(window.userId, window.endpoint)
      const before = current(state)
      if (before?.resetAt === window.resetAt && before.remaining <= window.remaining) return
      if (before !== undefined && before.resetAt > window.resetAt) return
      state.window = window
    },
  }
}

export const rateLimited = (
  userId: string | undefined,
  resetAt: number | undefined,
  now: number,
): GatewayError =>
  new GatewayError(
    'RATE_LIMITED',
    `X’s rate limit for ${userId === undefined ? 'the app' : 'this account'} is used up. Ask again after retryAfterSeconds.`,
    {
      details: {
        context: userId === undefined ? 'APP' : 'USER',
        ...(resetAt !== undefined && {
          retryAfterSeconds: Math.max(0, Math.ceil((resetAt - now) / 1000)),
          resetAt: new Date(resetAt).toISOString(),
        }),
      },
    },
  )
