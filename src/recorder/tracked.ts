// The posts of an account that the recorder knows, newest first, each with its last sample.

import type { FoundPost } from '../pipeline/result.ts'
import { newestFirst, timeOfId } from '../x/fields.ts'
import type { Metrics } from '../x/types.ts'
import type { Scheduled } from './schedule.ts'

export interface TrackedPost extends Scheduled {
  readonly id: string
  /** X has no numbers of a repost but those of the original, so it is sampled once. */
  readonly isRepost: boolean
  sampledAt: number
  unchangedSince: number
  isReadable: boolean
  /** The numbers of the last sample, for comparison. */
  numbers: string
  /** Whether the post has impressions that are not organic. */
  isPromoted: boolean
  /** Whether the timeline no longer lists the post. */
  isUnlisted: boolean
}

export const trackedPost = (id: string, known: Partial<TrackedPost> = {}): TrackedPost => ({
  id,
  createdAt: timeOfId(id) ?? 0,
  isRepost: false,
  sampledAt: 0,
  unchangedSince: 0,
  isReadable: true,
  numbers: '',
  isPromoted: false,
  isUnlisted: false,
  ...known,
})

/** A text that is equal for equal numbers, whatever their order. */
export const numbersText = (...groups: readonly (Metrics | null | undefined)[]): string =>
  groups
    .map((group) =>
      Object.entries(group ?? {})
        .flatMap(([name, value]) => (typeof value === 'number' ? [`${name}=${value}`] : []))
        .sort()
        .join(),
    )
    .join(';')

/** Notes a sample of a post. */
export const noteSample = (post: TrackedPost, at: number, numbers: string): void => {
  if (numbers !== post.numbers || post.sampledAt === 0) post.unchangedSince = at
  post.numbers = numbers
  post.sampledAt = Math.max(post.sampledAt, at)
}

/** Notes what X has sent of a post. */
export const noteFound = (post: TrackedPost, { tweet, at }: FoundPost): void => {
  const { public_metrics, non_public_metrics, organic_metrics } = tweet
  noteSample(post, at, numbersText(public_metrics, non_public_metrics))
  if (non_public_metrics) post.isReadable = true
  const [all, organic] = [public_metrics, organic_metrics].map((group) => group?.impression_count)
  // Public impressions are the organic ones and those of promotions.
  if (typeof all === 'number' && typeof organic === 'number' && all > organic)
    post.isPromoted = true
}

export interface TrackedPosts {
  /** Newest first. */
  all(): readonly TrackedPost[]
  get(id: string): TrackedPost | undefined
  add(post: TrackedPost): void
  delete(id: string): void
}

export const createTrackedPosts = (posts: readonly TrackedPost[] = []): TrackedPosts => {
  const byId = new Map(posts.map((post) => [post.id, post]))
  let sorted: readonly TrackedPost[] | undefined
  return {
    all: () => {
      sorted ??= [...byId.values()].sort((one, other) => newestFirst(one.id, other.id))
      return sorted
    },
    get: (id) => byId.get(id),
    add: (post) => {
      byId.set(post.id, post)
      sorted = undefined
    },
    delete: (id) => {
      byId.delete(id)
      sorted = undefined
    },
  }
}
