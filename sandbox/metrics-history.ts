// Past metrics of the world's posts and their videos, as X would have returned them to the author at that time.

import { eraOf } from './era.ts'
import {
  mediaNonPublicMetrics,
  mediaOrganicMetrics,
  mediaPromotedMetrics,
  mediaPublicMetrics,
  nonPublicMetrics,
  organicMetrics,
  promotedMetrics,
  publicMetrics,
} from './metrics.ts'
import type { World, WorldPost } from './world/types.ts'

type Metrics = Readonly<Record<string, number>>

/** The metrics of one post or medium at one time. */
export interface MetricsSample {
  /** The post's id, or the medium's key. */
  readonly subject: string
  readonly postId: string
  readonly at: number
  /** The metrics by X's name of their group, without groups that X would not have returned. */
  readonly groups: Readonly<Record<string, Metrics>>
}

const present = (groups: Readonly<Record<string, Metrics | undefined>>): MetricsSample['groups'] =>
  Object.fromEntries(
    Object.entries(groups).filter((entry): entry is [string, Metrics] => entry[1] !== undefined),
  )

const postGroups = (post: WorldPost, world: World, at: number): MetricsSample['groups'] => {
  const era = eraOf(at)
  const isRepost = post.references.some(({ type }) => type === 'retweeted')
  return present({
    public_metrics: publicMetrics(post, world, at, era),
    ...(!isRepost && {
      non_public_metrics: nonPublicMetrics(post, at, era),
      organic_metrics: organicMetrics(post, at),
      promoted_metrics: promotedMetrics(post, at),
    }),
  })
}

/** The metrics of a post and its videos at the given times, from its creation on. */
export function* metricsHistoryOf(
  world: World,
  post: WorldPost,
  times: readonly number[],
): Generator<MetricsSample> {
  for (const at of times) {
    if (at < post.createdAt) continue
    const common = { postId: post.id, at }
    yield { ...common, subject: post.id, groups: postGroups(post, world, at) }
    for (const key of post.mediaKeys) {
      const media = world.media.get(key)
      if (media?.type !== 'video' || media.ownerId !== post.authorId) continue
      const groups = present({
        public_metrics: mediaPublicMetrics(media, at),
        non_public_metrics: mediaNonPublicMetrics(media, at),
        organic_metrics: mediaOrganicMetrics(media, at),
        promoted_metrics: mediaPromotedMetrics(media, at),
      })
      yield { ...common, subject: key, groups }
    }
  }
}
