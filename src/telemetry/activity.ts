// Counts of this process's answers, for the operator: uses by API key and operation name, sources of posts, errors, and
// the counts of each minute of the last hour.

import { DAY_MS } from '../infra/clock.ts'
import type { Tally } from '../pipeline/operation.ts'
import type { Activity, OperationUse, PostSources } from '../schema/gateway-state.ts'
import type { OperationResult } from '../server/options.ts'
import { createLastHour } from './last-hour.ts'
import { ANONYMOUS, createOperationLabels, OTHER_OPERATIONS } from './operation-labels.ts'
import { createRecentErrors } from './recent-errors.ts'

export interface ActivityCounters {
  /** @param key the name of the caller's API key */
  answered(answered: OperationResult, key: string | undefined): void
  /** Counts a poll for subscriptions, or a call of the recorder. */
  count(tally: Tally, label: string, key?: string): void
  readonly activity: Activity
}

type Use = { -readonly [Name in keyof OperationUse]: OperationUse[Name] }

export const createActivity = (now: () => number): ActivityCounters => {
  const errors = createRecentErrors(now)
  const uses = createUses(now)
  const posts = { x: 0, cache: 0, coalesced: 0 }
  const totals = { requests: 0, errors: 0, calls: 0, usd: 0 }
  const lastHour = createLastHour(now, () => ({ ...totals }))
  const count = (tally: Tally | undefined, operation: string, key?: string): void => {
    lastHour.advance()
    uses.add(operation, tally, key)
    if (tally === undefined) return
    posts.x += tally.posts
    posts.cache += tally.fromCache
    posts.coalesced += tally.coalesced
    totals.calls += tally.calls
    totals.usd += tally.usd
  }
  return {
    answered: ({ operation = ANONYMOUS, codes, tally }, key) => {
      for (const code of codes) errors.count(code)
      count(tally, operation, key)
      totals.requests += 1
      totals.errors += codes.length
    },
    count,
    activity: {
      operations: uses.read,
      posts: (): PostSources => ({ ...posts }),
      errors: errors.read,
      lastHour: lastHour.read,
    },
  }
}

/** The uses of the present UTC day. The pairs of key and operation that are used most have rows of their own. */
const createUses = (now: () => number) => {
  const rows = new Map<string, Use>()
  const rowOf = (pair: string, operation: string, key: string | undefined): Use => {
    const row = rows.get(pair) ?? { key, operation, requests: 0, postsRead: 0, usd: 0 }
    rows.set(pair, row)
    return row
  }
  const { labelOf } = createOperationLabels({
    now,
    onRemoved: (pair) => {
      const removed = rows.get(pair)
      rows.delete(pair)
      if (removed !== undefined)
        addTo(rowOf(OTHER_OPERATIONS, OTHER_OPERATIONS, undefined), removed)
    },
  })
  let day = 0
  const startDay = (): void => {
    const today = Math.floor(now() / DAY_MS)
    if (today !== day) rows.clear()
    day = today
  }
  return {
    add: (operation: string, tally: Tally | undefined, key: string | undefined): void => {
      startDay()
      const pair = labelOf(key === undefined ? operation : `${key} ${operation}`)
      const row =
        pair === OTHER_OPERATIONS ? rowOf(pair, pair, undefined) : rowOf(pair, operation, key)
      addTo(row, { requests: 1, postsRead: tally?.posts ?? 0, usd: tally?.usd ?? 0 })
    },
    /** The most expensive come first. */
    read: (): readonly OperationUse[] => {
      startDay()
      return [...rows.values()]
        .map((row) => ({ ...row, usd: Math.round(row.usd * 1e6) / 1e6 }))
        .sort((one, other) => other.usd - one.usd || other.requests - one.requests)
    },
  }
}

const addTo = (row: Use, { requests, postsRead, usd }: Omit<OperationUse, 'key' | 'operation'>) => {
  row.requests += requests
  row.postsRead += postsRead
  row.usd += usd
}
