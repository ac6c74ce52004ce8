// Past metrics of the world's posts and their videos, as X would have returned them to the author at that time.

import { eraOf } from './era.ts'
import {
  mediaNonPublicMetrics,
  mediaOrganicMetrics,
  mediaPromotedMetrics,
  mediaPublicMetrics,
} from './media-metrics.ts'
import { nonPublicMetrics, organicMetrics, promotedMetrics, publicMetrics } from './metrics.ts'
import { isPublished } from './world/published.ts'
import type { World, WorldPost } from './world/types.ts'

type Metrics = Readonly<Record<string, number>>

/** The metrics of one post or medium at one time. */
export interface MetricsSample {
  /** The post's id, or the medium's key. */
  readonly subject: string
  readonly postId: string
  readonly at: number
  /** The metrics of each group that X would have returned. */
  readonly groups: Readonly<Partial<Record<Group, Metrics | undefined>>>
}

type Group = 'public_metrics' | 'non_public_metrics' | 'organic_metrics' | 'promoted_metrics'

const postGroups = (post: WorldPost, world: World, at: number): MetricsSample['groups'] => {
  const era = eraOf(at)
  const isRepost = post.references.some(({ type }) => type === 'retweeted')
  return {
    public_metrics: publicMetrics(post, world, at, era),
    ...(!isRepost && {
      non_public_metrics: nonPublicMetrics(post, world, at, era),
      organic_metrics: organicMetrics(post, world, at),
      promoted_metrics: promotedMetrics(post, world, at),
    }),
  }
}

/** The metrics of a post and its videos at the given times, from its creation until its deletion. */
export function* metricsHistoryOf(
  world: World,
  post: WorldPost,
  times: readonly number[],
): Generator<MetricsSample> {
  for (const at of times) {
    if (!isPublished(post, at)) continue
    const common = { postId: post.id, at }
    yield { ...common, subject: post.id, groups: postGroups(post, world, at) }
    for (const key of post.mediaKeys) {
      const media = world.media.get(key)
      if (media?.type !== 'video' || media.ownerId !== post.authorId) continue
      const groups = {
        public_metrics: mediaPublicMetrics(media, world, at),
        non_public_metrics: mediaNonPublicMetrics(media, world, at),
        organic_metrics: mediaOrganicMetrics(media, world, at),
        promoted_metrics: mediaPromotedMetrics(media, world, at),
      }
      yield { ...common, subject: key, groups }
    }
  }
}
