// The bill of the API's reads, as X makes it: each post and user once per UTC day, at X's list prices. Own posts in the timeline of the
// app's owner have a lower price. Posts that come with others were measured not to be billed. Whether X bills users that come
// with posts is unknown, so it is an option.

import type { Caller, HttpResponse } from './http.ts'
import type { EndpointName } from './limits.ts'

/** Prices in thousandths of a dollar. */
const PRICES = { post: 5, ownPost: 1, user: 10 } as const

export interface Day {
  /** The beginning of the UTC day. */
  readonly start: number
  readonly posts: ReadonlySet<string>
  readonly users: ReadonlySet<string>
  /** The posts that were billed at the price of own posts. */
  readonly ownPosts: number
  readonly usd: number
}

interface OpenDay extends Day {
  readonly posts: Set<string>
  readonly users: Set<string>
  ownPosts: number
  thousandths: number
}

/** A request that X has answered. */
export interface Billed {
  readonly endpoint: EndpointName
  /** The value of the path parameter. */
  readonly id: string
  readonly caller: Caller
  readonly now: number
}

export interface Bill {
  charge(request: Billed, response: HttpResponse): void
  /** The days with reads, oldest first. */
  days(): readonly Day[]
  totalUsd(): number
  reset(): void
}

export interface BillOptions {
  /** The user who owns the app. */
  readonly ownerId: string
  /** @default true */
  readonly billsExpansions: boolean | undefined
}

export const createBill = ({ ownerId, billsExpansions = true }: BillOptions): Bill => {
  const days = new Map<number, OpenDay>()

  const dayAt = (now: number): OpenDay => {
    const start = startOfDay(now)
    const known = days.get(start)
    if (known !== undefined) return known
    const day = {
      start,
      posts: new Set<string>(),
      users: new Set<string>(),
      ownPosts: 0,
      thousandths: 0,
      get usd() {
        return day.thousandths / 1000
      },
    }
    days.set(start, day)
    return day
  }

  const isOwn = ({ endpoint, id, caller }: Billed): boolean =>
    endpoint === 'GET /2/users/:id/tweets' &&
    caller.kind === 'user' &&
    caller.userId === ownerId &&
    id === ownerId

  return {
    charge: (request, { status, body }) => {
      const kind = KINDS[request.endpoint]
      if (kind === undefined || status !== 200) return
      const { data, includes } = JSON.parse(body) as Envelope
      const day = dayAt(request.now)
      const price = kind === 'post' && isOwn(request) ? PRICES.ownPost : PRICES[kind]
      for (const { id } of [data ?? []].flat()) {
        const known = kind === 'post' ? day.posts : day.users
        if (!known.has(id)) {
          day.thousandths += price
          if (price === PRICES.ownPost) day.ownPosts += 1
        }
        known.add(id)
      }
      if (kind !== 'post' || !billsExpansions) return
      for (const { id } of includes?.users ?? []) {
        if (!day.users.has(id)) day.thousandths += PRICES.user
        day.users.add(id)
      }
    },
    days: () => [...days.values()].sort((a, b) => a.start - b.start),
    totalUsd: () => [...days.values()].reduce((sum, { usd }) => sum + usd, 0),
    reset: () => days.clear(),
  }
}

interface Envelope {
  readonly data?: Item | readonly Item[]
  readonly includes?: { readonly users?: readonly Item[] }
}

interface Item {
  readonly id: string
}

const KINDS: Readonly<Partial<Record<EndpointName, 'post' | 'user'>>> = {
  'GET /2/tweets': 'post',
  'GET /2/tweets/:id': 'post',
  'GET /2/users/:id/tweets': 'post',
  'GET /2/users': 'user',
  'GET /2/users/:id': 'user',
  'GET /2/users/by': 'user',
  'GET /2/users/by/username/:username': 'user',
}

export const DAY_MS = 86_400_000

export const startOfDay = (now: number): number => now - (now % DAY_MS)

/** The bill as JSON: what was billed of each resource in each UTC day, and the dollars. */
export const statementOf = (bill: Pick<Bill, 'days' | 'totalUsd'>) => ({
  days: bill.days().map(({ start, posts, ownPosts, users, usd }) => ({
    date: new Date(start).toISOString().slice(0, 10),
    posts: posts.size - ownPosts,
    ownPosts,
    users: users.size,
    usd,
  })),
  totalUsd: Math.round(bill.totalUsd() * 1000) / 1000,
})
