// A dry run: the loaders of one operation, which request nothing from X, and the most that the operation can cost.

import { setImmediate as nextTurn } from 'node:timers/promises'

import type { VariableValues } from '../../execution/writing.ts'
import { cachedOnly, UNCACHED } from '../../pipeline/cached-only.ts'
import type { Pricing } from '../../pipeline/costs.ts'
import type { Pipeline } from '../../pipeline/index.ts'
import type { AuthorPostsLoader, AuthorPostsOptions } from '../author-posts.ts'
import type { PostsLoader } from '../posts.ts'
import type { UsersLoader } from '../users.ts'
import { type CostEstimate, createCostEstimate } from './cost-estimate.ts'
import type { DryRunParts } from './parts.ts'
import { createDryPosts } from './posts.ts'
import type { UnknownOptions } from './requests.ts'
import { createDryTimelines } from './timelines.ts'
import { createUnknownPricer } from './unknown.ts'
import { createDryUsers } from './users.ts'

export interface DryRunOptions
  extends Omit<AuthorPostsOptions, 'pipeline' | 'archive'>,
    Pick<UnknownOptions, 'publicSourceOf'> {
  readonly pipeline: Pick<Pipeline, 'cachedOnly'>
  readonly pricing: Pricing
  readonly variables: VariableValues
  /**
   * Whether the query will meet the cache of this process, and what it knows of posts. Otherwise it is priced as if
   * nothing were cached.
   */
  readonly remembers: boolean
}

export interface DryRunLoaders {
  readonly posts: PostsLoader
  readonly users: UsersLoader
  readonly byAuthor: AuthorPostsLoader['load']
  readonly estimate: CostEstimate
  /** Notes that the archive is read. */
  noteArchive(): void
  readsArchive(): boolean
}

const NOTHING_KNOWN = {
  billing: { isBilled: () => false },
  facts: { authorOf: () => undefined },
}

export const createDryRunLoaders = (options: DryRunOptions): DryRunLoaders => {
  const { pipeline, pricing, facts, remembers } = options
  const estimate = createCostEstimate(
    remembers
      ? { pricing, facts }
      : {
          pricing: { ...pricing, billing: NOTHING_KNOWN.billing },
          facts: NOTHING_KNOWN.facts,
        },
  )
  let isArchiveRead = false
  const onArchive = (): void => {
    isArchiveRead = true
  }
  let lastTurn: Promise<unknown> = Promise.resolve()
  const parts: DryRunParts = {
    ...options,
    estimate,
    onArchive,
    unknown: createUnknownPricer({ ...options, estimate, onArchive }),
    cachedOnly: remembers ? pipeline.cachedOnly : (onMissing) => cachedOnly(UNCACHED, onMissing),
    turn: async () => {
      lastTurn = lastTurn.then(() => nextTurn())
      await lastTurn
    },
  }
  return {
    posts: createDryPosts(parts),
    users: createDryUsers(parts),
    byAuthor: createDryTimelines(parts),
    estimate,
    noteArchive: onArchive,
    readsArchive: () => isArchiveRead,
  }
}
