// What the archive needs of a database. Whatever changes something is done whole or not at all, by one process at a
// time, in steps that are short.

import { PRIVATE_GROUPS } from '../x/fields.ts'
import type { Group, Series } from './archive.ts'
import type { Noted, Run } from './runs.ts'

/** By place: groups are added at the end. */
const GROUPS: readonly Group[] = ['public_metrics', ...PRIVATE_GROUPS]

export interface Key {
  readonly subject: string
  /** Its place among the groups. */
  readonly kind: number
  /** Nobody's, when it is empty. */
  readonly owner: string
}

/** Nothing, for private numbers that are nobody's. */
export const keyOf = ({ subject, group, owner = '' }: Series): Key | undefined => {
  const kind = GROUPS.indexOf(group)
  if (kind === 0) return { subject, kind, owner: '' }
  return owner === '' ? undefined : { subject, kind, owner }
}

/** What came of one series. */
export interface News {
  readonly key: Key
  readonly postId: string
  /** Oldest first; at least one. */
  readonly readings: readonly Noted[]
}

export interface Store {
  write(news: readonly News[]): Promise<void>
  /** Of each the run that had begun by then. */
  latest(keys: readonly Key[], at: number): Promise<readonly (Run | undefined)[]>
  /** Oldest first, those that reach into it included. */
  runs(key: Key, since: number, until: number): Promise<readonly Run[]>
  forgetPosts(ids: readonly string[]): Promise<void>
  /** But those of which somebody's own numbers are kept. */
  forgetHidden(ids: readonly string[]): Promise<void>
  /** A step of it; true when there is more. What was read before then is not taken in any more. */
  forgetOwner(owner: string, before: number): Promise<boolean>
  /** A step of clearing away what was forgotten; true when there is more. */
  clear(): Promise<boolean>
  /** Leaves nothing legible of what was cleared away. */
  scrub(): Promise<void>
  /** A step of thinning, and of forgetting the posts beyond so many; true when there is more. */
  tend(now: number, mostPosts: number): Promise<boolean>
  close(): Promise<void>
}

/** How much a step does at most. */
export const STEP = { series: 200, runs: 2000, posts: 20, thinned: 16 } as const

/** A post's place in the order of those to be forgotten need not be known better. */
export const SEEN_WITHIN_MS = 3_600_000

/** Until every process has written what it had of someone who is forgotten. */
export const FORGOTTEN_FOR_MS = 86_400_000
