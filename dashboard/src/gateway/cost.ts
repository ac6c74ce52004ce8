// The page's X API usage, summed from `extensions.upstream` of all responses.

import { mapExchange } from 'urql'

import { createStore } from '../store.ts'

interface Cost {
  readonly calls: number
  readonly postsRead: number
  readonly fromCache: number
  readonly estimatedCostUsd: number
}

const ZERO: Cost = { calls: 0, postsRead: 0, fromCache: 0, estimatedCostUsd: 0 }

const add = (before: Cost, more: Partial<Cost>): Cost => ({
  calls: before.calls + (more.calls ?? 0),
  postsRead: before.postsRead + (more.postsRead ?? 0),
  fromCache: before.fromCache + (more.fromCache ?? 0),
  estimatedCostUsd: before.estimatedCostUsd + (more.estimatedCostUsd ?? 0),
})

/** The total since the page was opened. */
export const totalCost = createStore(ZERO)

/** Stands behind urql's cache, so that cached responses are not counted again. */
export const costExchange = mapExchange({
  onResult: ({ extensions }) => {
    const cost: Partial<Cost> | undefined = extensions?.upstream
    // Queries that cost nothing do not notify: each notification triggers a query of the rate limits.
    if (cost?.calls || cost?.fromCache) totalCost.update((before) => add(before, cost))
  },
})
