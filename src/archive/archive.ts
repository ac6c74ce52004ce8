// What the archive is to the rest of the gateway: numbers that X gave, kept with the time at which it gave them. X shows
// a number as it is now, and private ones for some weeks; what they were is known here only.

import type { PrivateGroup } from '../x/fields.ts'
import type { Metrics } from '../x/types.ts'

/** As X calls them, for posts and media alike. */
export type Group = 'public_metrics' | PrivateGroup

/** One group of numbers of one post or medium, through time. */
export interface Series {
  /** A post's id, or a medium's key. */
  readonly subject: string
  readonly group: Group
  /** Whose private numbers they are; nothing for what is public. They are read under the same name only. */
  readonly owner?: string
}

/** What X gave just now. */
export interface Sample extends Series {
  /** The post that it came with: when that is gone, so is this. */
  readonly postId: string
  readonly at: number
  readonly numbers: Metrics
}

/** What X gave then. */
export interface Reading {
  readonly at: number
  readonly numbers: Metrics
}

export interface Span {
  readonly since: number
  readonly until: number
  /** Of each step the last reading; 0 for all that are kept. */
  readonly stepMs: number
  /** The newest so many. */
  readonly most: number
}

export interface Archive {
  /** Kept within a moment. It neither waits nor throws: a full queue, or a store that fails, loses samples and says so. */
  keep(samples: readonly Sample[]): void
  /** The latest reading of each, in their order: of now, or at that time. A store that fails gives none. */
  latest(series: readonly Series[], at?: number): Promise<readonly (Reading | undefined)[]>
  /** Oldest first. */
  history(series: Series, span: Span): Promise<readonly Reading[]>
  /** X has it no more: neither have we. */
  forgetPosts(postIds: readonly string[]): void
  /** X shows it to nobody but, perhaps, its author: forgotten, unless its author's own numbers are kept. */
  forgetHidden(postIds: readonly string[]): void
  /**
   * The private numbers of an account; gone for good when this returns. What X gives before that time, for what was asked
   * earlier, is not kept any more, by whichever process.
   */
  forgetOwner(userId: string, before: number): Promise<void>
  /** After what was to be kept is kept. */
  close(): Promise<void>
}
