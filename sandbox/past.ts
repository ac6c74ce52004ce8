// What the world's numbers were: of an account's own posts and their videos, as X would have given them to it then.

import { eraOf } from './history.ts'
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

type Numbers = Readonly<Record<string, number>>

/** A post's or a medium's, at one moment. */
export interface PastNumbers {
  /** The post's id, or the medium's key. */
  readonly subject: string
  readonly postId: string
  readonly at: number
  /** By X's names of the groups; those that X would not have given are not there. */
  readonly groups: Readonly<Record<string, Numbers>>
}

const given = (groups: Readonly<Record<string, Numbers | undefined>>): PastNumbers['groups'] =>
  Object.fromEntries(
    Object.entries(groups).filter((entry): entry is [string, Numbers] => entry[1] !== undefined),
  )

const ofPost = (post: WorldPost, world: World, at: number): PastNumbers['groups'] => {
  const era = eraOf(at)
  const isRepost = post.references.some(({ type }) => type === 'retweeted')
  return given({
    public_metrics: publicMetrics(post, world, at, era),
    ...(!isRepost && {
      non_public_metrics: nonPublicMetrics(post, at, era),
      organic_metrics: organicMetrics(post, at),
      promoted_metrics: promotedMetrics(post, at),
    }),
  })
}

/** Of one post at those times, of which those before it was written are left out. */
export function* pastOf(
  world: World,
  post: WorldPost,
  times: readonly number[],
): Generator<PastNumbers> {
  for (const at of times) {
    if (at < post.createdAt) continue
    const common = { postId: post.id, at }
    yield { ...common, subject: post.id, groups: ofPost(post, world, at) }
    for (const key of post.mediaKeys) {
      const media = world.media.get(key)
      if (media?.type !== 'video' || media.ownerId !== post.authorId) continue
      const groups = given({
        public_metrics: mediaPublicMetrics(media, at),
        non_public_metrics: mediaNonPublicMetrics(media, at),
        organic_metrics: mediaOrganicMetrics(media, at),
        promoted_metrics: mediaPromotedMetrics(media, at),
      })
      yield { ...common, subject: key, groups }
    }
  }
}
