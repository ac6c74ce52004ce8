// What the page has cost so far: from `extensions` of all answers.

import { mapExchange } from 'urql'

import { createStore } from '../store.ts'

interface Cost {
  readonly calls: number
  readonly postsRead: number
  readonly fromCache: number
  readonly estimatedCostUsd: number
}

const FREE: Cost = { calls: 0, postsRead: 0, fromCache: 0, estimatedCostUsd: 0 }

const plus = (before: Cost, more: Partial<Cost>): Cost => ({
  calls: before.calls + (more.calls ?? 0),
  postsRead: before.postsRead + (more.postsRead ?? 0),
  fromCache: before.fromCache + (more.fromCache ?? 0),
  estimatedCostUsd: before.estimatedCostUsd + (more.estimatedCostUsd ?? 0),
})

/** The sum since the page was opened. */
export const costSoFar = createStore(FREE)

/** Stands behind the cache: what is shown again has cost nothing again. */
export const meterExchange = mapExchange({
  onResult: ({ extensions }) => {
    const cost: Partial<Cost> | undefined = extensions?.upstream
    // Some ask X nothing, as about the budget, which is asked for after all that did.
    if (cost?.calls || cost?.fromCache) costSoFar.set((before) => plus(before, cost))
  },
})
