// The metrics of a post, and the reasons why some of them are null.

import { DOCUMENTED_PRIVATE_MS, timeOfId } from '../x/fields.ts'
import { isRetweet } from '../x/tweets.ts'
import { builder } from './builder.ts'
import { unavailableOf } from './loading.ts'
import {
  NonPublicPostMetrics,
  OrganicPostMetrics,
  PromotedPostMetrics,
  PublicPostMetrics,
} from './metrics.ts'
import { from, Post } from './post.ts'
import { UnavailableMetrics } from './post-parts.ts'

builder.objectFields(Post, (t) => ({
  publicMetrics: t.field({
    type: PublicPostMetrics,
    ...from('public_metrics', 'The public numbers.'),
    resolve: ({ post }) => post.tweet.public_metrics,
  }),
  nonPublicMetrics: t.field({
    type: NonPublicPostMetrics,
    ...from(
      'non_public_metrics',
      'The numbers for the author only, organic and promoted together. When they are null, or archived (`asOf`), `unavailableMetrics` has the reason.',
    ),
    resolve: ({ post }) => post.tweet.non_public_metrics,
  }),
  organicMetrics: t.field({
    type: OrganicPostMetrics,
    ...from(
      'organic_metrics',
      'The numbers without advertising, for the author only. When they are null, or archived (`asOf`), `unavailableMetrics` has the reason.',
    ),
    resolve: ({ post }) => post.tweet.organic_metrics,
  }),
  promotedMetrics: t.field({
    type: PromotedPostMetrics,
    ...from(
      'promoted_metrics',
      'The numbers from ads that the author ran, or an account user of the author’s Ads account. They are for the author only. When they are null, or archived (`asOf`), `unavailableMetrics` has the reason.',
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
      'The end of the time for which X documents private numbers: 30 days after the post was written. It follows from the id, without a call to X. X may show the numbers for longer. Null once the time is over, and for a repost, which has none.',
    resolve: ({ post: { tweet } }, _, context) => {
      const time = timeOfId(tweet.id)
      if (time === undefined || isRetweet(tweet) || context.isRepost(tweet.id)) return null
      const until = time + DOCUMENTED_PRIVATE_MS
      return until > context.now() ? new Date(until) : null
    },
  }),
}))
