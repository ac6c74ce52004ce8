// A post as the loaders hand it on, and what one operation has cost so far.

import type { GatewayError } from '../errors.ts'
import type { Ask } from '../plan.ts'
import type { Related } from '../x/join.ts'
import type { Refusals } from '../x/problems.ts'
import type { Tweet } from '../x/types.ts'

/** A post with what came with it. */
export interface LoadedPost {
  readonly tweet: Tweet
  readonly related: Related
  /** What may be read of it, and of the posts that it refers to. */
  readonly asked: Ask
  readonly refusals: Refusals
  /** When X said so, of one that is older than it should be, because X says nothing now. */
  readonly staleSince?: number
  /** Of one that is kept: what was written of it, by selection. */
  readonly texts?: Map<object, string>
}

export type Loaded = LoadedPost | GatewayError

/** `extensions.upstream`, as it grows. */
export interface Tally {
  /** Requests sent to X on this operation's account. */
  calls: number
  posts: number
  fromCache: number
  /** Posts that came with a call on another operation's account. */
  coalesced: number
  usd: number
  /** When X said the oldest of what came from a cache. */
  oldest: number
}

export const newTally = (): Tally => ({
  calls: 0,
  posts: 0,
  fromCache: 0,
  coalesced: 0,
  usd: 0,
  oldest: Number.POSITIVE_INFINITY,
})
