// Derived numbers, such as rates and shares. A number that lacks one of its parts is null, and so is a share of zero.

import type { Metrics } from '../x/types.ts'
import { builder, needs } from './builder.ts'
import type { PostView } from './loading.ts'
import {
  NonPublicMediaMetrics,
  NonPublicPostMetrics,
  OrganicMediaMetrics,
  OrganicPostMetrics,
  PlaybackQuartiles,
  PromotedMediaMetrics,
  PromotedPostMetrics,
  PublicPostMetrics,
} from './metrics.ts'
import { Post } from './post.ts'

const ratio = (part: number | undefined, whole: number | null | undefined): number | null =>
  part === undefined || !whole ? null : part / whole

/** The sum of counts that are all present. Link clicks may be missing: X leaves them out of posts without a link. */
const sumOf = (metrics: Metrics, names: readonly string[]): number | undefined => {
  let sum = 0
  for (const name of names) {
    const count = metrics[name] ?? (name === 'url_link_clicks' ? 0 : undefined)
    if (count === undefined) return undefined
    sum += count
  }
  return sum
}

const engagementRate = (names: readonly string[], words: string) => ({
  description: `Engagements per impression: ${words}, divided by impressions. Null without impressions.`,
  resolve: (metrics: Metrics): number | null =>
    ratio(sumOf(metrics, names), metrics.impression_count),
})

const ANSWERS = ['like_count', 'reply_count', 'retweet_count']

builder.objectField(PublicPostMetrics, 'engagementRate', (t) =>
  t.float(
    engagementRate(
      [...ANSWERS, 'quote_count', 'bookmark_count'],
      'likes, replies, reposts, quotes and bookmarks',
    ),
  ),
)

builder.objectField(NonPublicPostMetrics, 'engagementRate', (t) =>
  t.float(engagementRate(['engagements'], 'all that X counts as engagements')),
)

for (const ref of [OrganicPostMetrics, PromotedPostMetrics]) {
  builder.objectField(ref, 'engagementRate', (t) =>
    t.float(
      engagementRate(
        [...ANSWERS, 'url_link_clicks', 'user_profile_clicks'],
        'likes, replies, reposts, and clicks on links and on the author',
      ),
    ),
  )
}

builder.objectField(Post, 'promotedShare', (t) =>
  t.float({
    description:
      'The part of its impressions that came from ads of its author’s account, from 0 to 1: promoted impressions divided by organic and promoted ones together. Null when either number is missing; `unavailableMetrics` says why.',
    ...needs({ tweet: ['organic_metrics', 'promoted_metrics'] }),
    resolve: ({ post: { tweet } }: PostView) => {
      const promoted = tweet.promoted_metrics?.impression_count
      const organic = tweet.organic_metrics?.impression_count
      if (typeof promoted !== 'number' || typeof organic !== 'number') return null
      return ratio(promoted, organic + promoted)
    },
  }),
)

/** Viewers who reached a point of a video have passed all earlier ones, so a later count is a lower bound of an earlier one. */
const retentionOf = (metrics: Metrics): number[] | null => {
  const counts = [0, 25, 50, 75, 100].map((percent) => metrics[`playback_${percent}_count`])
  if (!counts.every((count) => typeof count === 'number')) return null
  const reached = counts.map((_, point) => Math.max(...counts.slice(point)))
  const [all] = reached
  return all ? reached.map((count) => count / all) : null
}

const completionRate = {
  description:
    'The part of the viewers who played the video to its end, from 0 to 1: the last value of `retention`. Null without viewers, or when a count is missing.',
  resolve: (metrics: Metrics): number | null => retentionOf(metrics)?.at(-1) ?? null,
}

const retention = {
  description:
    'The part of the viewers who got at least as far as 0, 25, 50, 75 and 100 percent of the video, each from 0 to 1 and none higher than the one before. X’s counts need not be cumulative, so for each point it is the largest count at that point or later, divided by the largest count of all. Null without viewers, or when a count is missing.',
  resolve: retentionOf,
}

builder.interfaceFields(PlaybackQuartiles, (t) => ({
  completionRate: t.float(completionRate),
  retention: t.floatList(retention),
}))
for (const ref of [NonPublicMediaMetrics, OrganicMediaMetrics, PromotedMediaMetrics]) {
  builder.objectFields(ref, (t) => ({
    completionRate: t.float(completionRate),
    retention: t.floatList(retention),
  }))
}
