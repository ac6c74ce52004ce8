// The metrics of a post, and the reasons why some of them are null.

import { DOCUMENTED_PRIVATE_MS, timeOfId } from '../x/fields.ts'
import { isRetweet } from '../x/tweets.ts'
import { builder } from './builder.ts'
import {
  NonPublicPostMetrics,
  OrganicPostMetrics,
  PromotedPostMetrics,
  PublicPostMetrics,
} from './metrics.ts'
import { Post, xField } from './post.ts'
import { UnavailableMetrics } from './post-parts.ts'
import { unavailableOf } from './unavailable.ts'

builder.objectFields(Post, (t) => ({
  publicMetrics: t.field({
    type: PublicPostMetrics,
    ...xField('public_metrics', 'The metrics that everybody sees.'),
    resolve: ({ post }) => post.tweet.public_metrics,
  }),
  nonPublicMetrics: t.field({
    type: NonPublicPostMetrics,
    ...xField(
      'non_public_metrics',
      'Engagements and clicks, organic and promoted together, for the author only. When they are null, or archived (`asOf`), `unavailableMetrics` has the reason.',
    ),
    resolve: ({ post }) => post.tweet.non_public_metrics,
  }),
  organicMetrics: t.field({
    type: OrganicPostMetrics,
    ...xField(
      'organic_metrics',
      'The metrics without those from ads, for the author only. When they are null, or archived (`asOf`), `unavailableMetrics` has the reason.',
    ),
    resolve: ({ post }) => post.tweet.organic_metrics,
  }),
  promotedMetrics: t.field({
    type: PromotedPostMetrics,
    ...xField(
      'promoted_metrics',
      'The metrics from ads of the author’s account, for the author only. When they are null, or archived (`asOf`), `unavailableMetrics` has the reason.',
    ),
    resolve: ({ post }) => post.tweet.promoted_metrics,
  }),
  unavailableMetrics: t.field({
    type: [UnavailableMetrics],
    nullable: false,
    description:
      'The selected metrics of the post and of its media that X does not show, with the reasons. Empty when X shows all of them.',
    resolve: (view, _, context) => unavailableOf(view, context),
  }),
  privateMetricsUntil: t.field({
    type: 'DateTime',
    description:
      'The time until which X documents that it shows private metrics: 30 days after the post was published. X may show them for longer. Null once the time is over, and for a repost, which has no private metrics. The time follows from the id: this field makes no call to X.',
    resolve: ({ post: { tweet } }, _, context) => {
      const time = timeOfId(tweet.id)
      if (time === undefined || isRetweet(tweet) || context.isRepost(tweet.id)) return null
      const until = time + DOCUMENTED_PRIVATE_MS
      return until > context.now() ? new Date(until) : null
    },
  }),
}))
