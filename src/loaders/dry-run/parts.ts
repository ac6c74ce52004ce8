// The parts that the loaders of a dry run have in common.

import type { CachedOnly } from '../../pipeline/cached-only.ts'
import type { AuthorPostsOptions } from '../author-posts.ts'
import type { CostEstimate } from './cost-estimate.ts'
import type { UnknownPricer } from './unknown.ts'

export interface DryRunParts extends Omit<AuthorPostsOptions, 'pipeline' | 'archive'> {
  readonly estimate: CostEstimate
  readonly unknown: UnknownPricer
  readonly cachedOnly: CachedOnly
  /** Whether the cache and the facts of this process are those that the query will meet. */
  readonly remembers: boolean
  /** Called when something may be read from the archive. */
  readonly onArchive: () => void
  /**
   * Awaited before missing entities are reported; resolves later than all turns before. As with calls to X, what is loaded
   * below one batch is not loaded together with what is loaded below another, nor with what is cached.
   */
  readonly turn: () => Promise<void>
}
