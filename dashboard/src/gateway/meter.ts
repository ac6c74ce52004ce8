// What the page has cost so far, and what the gateway has to say of its latest answers: from `extensions`.

import { mapExchange, type Operation } from 'urql'

import { createStore } from '../store.ts'

interface Cost {
  readonly calls: number
  readonly postsRead: number
  readonly fromCache: number
  readonly estimatedCostUsd: number
}

interface Notice {
  readonly code: string
  readonly message: string
}

interface Extensions {
  readonly upstream?: Partial<Cost>
  readonly notices?: readonly Notice[]
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

/** By operation, as long as its answer is shown. What is wrong with single posts is said beside them. */
export const notices = createStore<ReadonlyMap<number, readonly Notice[]>>(new Map())

const OF_ALL = new Set(['STALE', 'INCOMPLETE'])

const tell = ({ key }: Operation, said: readonly Notice[]): void => {
  if (said.length === 0 && !notices.get().has(key)) return
  notices.set((before) => {
    const after = new Map(before)
    if (said.length === 0) after.delete(key)
    else after.set(key, said)
    return after
  })
}

/** Stands behind the cache: what is shown again has cost nothing again. */
export const meterExchange = mapExchange({
  onOperation: (operation) => {
    if (operation.kind === 'teardown') tell(operation, [])
  },
  onResult: ({ extensions, operation }) => {
    const { upstream, notices: said = [] } = (extensions ?? {}) as Extensions
    tell(
      operation,
      said.filter(({ code }) => OF_ALL.has(code)),
    )
    // Some ask X nothing, as about the budget, which is asked for after all that did.
    if (upstream?.calls || upstream?.fromCache) costSoFar.set((before) => plus(before, upstream))
  },
})
