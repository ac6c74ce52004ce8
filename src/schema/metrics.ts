// The variants of the metrics of posts and media. A count that X leaves out is null, never zero.

import type { MediaField, TweetField } from '../x/fields.ts'
import type { Metrics } from '../x/types.ts'
import { builder } from './builder.ts'
import { COUNTS, type Count, sentenceFor } from './count-names.ts'

const WAYS = {
  public: 'Organic and promoted together.',
  nonPublic: 'Organic and promoted together.',
  organic: 'Without ads.',
  promoted: 'From ads only, as `promotedMetrics` counts them.',
} as const

type Way = keyof typeof WAYS

const POST_COUNTS: readonly Count[] = ['likeCount', 'replyCount', 'retweetCount']
const CONTEXT_COUNTS: readonly Count[] = [
  'impressionCount',
  'urlLinkClicks',
  'userProfileClicks',
  ...POST_COUNTS,
]
const QUARTILES: readonly Count[] = [
  'playback0Count',
  'playback25Count',
  'playback50Count',
  'playback75Count',
  'playback100Count',
]

/** X is requested the group as a whole, so a count has no needs of its own. */
const count = (name: Count, way?: Way) => {
  const [key] = COUNTS[name]
  return {
    type: 'SafeInt' as const,
    description: way === undefined ? sentenceFor(name) : `${sentenceFor(name)} ${WAYS[way]}`,
    extensions: { count: key },
    resolve: (metrics: Metrics): number | null => metrics[key] ?? null,
  }
}

interface Variant {
  readonly name: string
  readonly description: string
  readonly counts: readonly Count[]
  readonly way: Way
}

const Impressions = builder.interfaceRef<Metrics>('Impressions').implement({
  description:
    'The count that all four variants of the metrics of a post have, so that one fragment reads any of them.',
  fields: (t) => ({
    impressionCount: t.field(count('impressionCount')),
  }),
})

const PostMetrics = builder.interfaceRef<Metrics>('PostMetrics').implement({
  description:
    'The counts that the public, organic and promoted metrics of a post have, so that one fragment reads any of them.',
  interfaces: [Impressions],
  fields: (t) => ({
    likeCount: t.field(count('likeCount')),
    replyCount: t.field(count('replyCount')),
    retweetCount: t.field(count('retweetCount')),
  }),
})

export const PlaybackQuartiles = builder.interfaceRef<Metrics>('PlaybackQuartiles').implement({
  description:
    'How far people watched a video, over all posts that show it. X does not say whether the counts are cumulative; `retention` is a curve that never rises.',
  fields: (t) => ({
    playback0Count: t.field(count('playback0Count')),
    playback25Count: t.field(count('playback25Count')),
    playback50Count: t.field(count('playback50Count')),
    playback75Count: t.field(count('playback75Count')),
    playback100Count: t.field(count('playback100Count')),
  }),
})

const variant = (
  { name, description, counts, way }: Variant,
  interfaces: (typeof Impressions | typeof PlaybackQuartiles)[] = [],
) => {
  const ref = builder.objectRef<Metrics>(name)
  ref.implement({ description, interfaces })
  for (const each of counts) {
    builder.objectField(ref, each, (t) => t.field(count(each, way)))
  }
  return ref
}

const PRIVATE =
  'Private: only for posts of a connected account, and only as long as X shows them (X documents 30 days).'

export const PublicPostMetrics = variant(
  {
    name: 'PublicPostMetrics',
    description: 'The metrics of a post that everybody sees: organic and promoted together.',
    counts: [...POST_COUNTS, 'quoteCount', 'bookmarkCount', 'impressionCount'],
    way: 'public',
  },
  [Impressions, PostMetrics],
)

builder.objectField(PublicPostMetrics, 'retweetsAndQuotesCount', (t) =>
  t.field({
    type: 'SafeInt',
    description: 'Reposts and quotes together, the number that X’s own apps show.',
    resolve: ({ retweet_count, quote_count }) =>
      typeof retweet_count === 'number' && typeof quote_count === 'number'
        ? retweet_count + quote_count
        : null,
  }),
)

export const NonPublicPostMetrics = variant(
  {
    name: 'NonPublicPostMetrics',
    description: `Impressions, engagements and clicks of a post, organic and promoted together. ${PRIVATE}`,
    counts: ['impressionCount', 'urlLinkClicks', 'userProfileClicks', 'engagements'],
    way: 'nonPublic',
  },
  [Impressions],
)

export const OrganicPostMetrics = variant(
  {
    name: 'OrganicPostMetrics',
    description: `The metrics of a post without those from ads. ${PRIVATE}`,
    counts: CONTEXT_COUNTS,
    way: 'organic',
  },
  [Impressions, PostMetrics],
)

export const PromotedPostMetrics = variant(
  {
    name: 'PromotedPostMetrics',
    description: `The metrics of a post from ads: ads that its author ran, and ads of users whom the admin of the author’s Ads account has added. Ads that others run for the post with an Ads account of their own are not counted. Null for a post that was never promoted. ${PRIVATE}`,
    counts: CONTEXT_COUNTS,
    way: 'promoted',
  },
  [Impressions, PostMetrics],
)

export const PublicMediaMetrics = variant({
  name: 'PublicMediaMetrics',
  description: 'The metrics of a video or GIF that everybody sees.',
  counts: ['viewCount'],
  way: 'public',
})

export const NonPublicMediaMetrics = variant(
  {
    name: 'NonPublicMediaMetrics',
    description: `How far people watched a video, organic and promoted together. ${PRIVATE}`,
    counts: QUARTILES,
    way: 'nonPublic',
  },
  [PlaybackQuartiles],
)

export const OrganicMediaMetrics = variant(
  {
    name: 'OrganicMediaMetrics',
    description: `How often and how far a video was watched without advertising. ${PRIVATE}`,
    counts: ['viewCount', ...QUARTILES],
    way: 'organic',
  },
  [PlaybackQuartiles],
)

export const PromotedMediaMetrics = variant(
  {
    name: 'PromotedMediaMetrics',
    description: `How often and how far a video was watched in ads of its author’s account. ${PRIVATE}`,
    counts: ['viewCount', ...QUARTILES],
    way: 'promoted',
  },
  [PlaybackQuartiles],
)

/** X's names of the variants, for posts and media alike. */
export const GROUPS = {
  PUBLIC: 'public_metrics',
  NON_PUBLIC: 'non_public_metrics',
  ORGANIC: 'organic_metrics',
  PROMOTED: 'promoted_metrics',
} as const satisfies Readonly<Record<string, TweetField & MediaField>>

export const MetricsVariant = builder.enumType('MetricsVariant', {
  description: 'The four variants of the metrics of a post.',
  values: {
    PUBLIC: { description: '`publicMetrics`: the metrics that everybody sees.' },
    NON_PUBLIC: {
      description:
        '`nonPublicMetrics`: metrics for the author only, organic and promoted together.',
    },
    ORGANIC: { description: '`organicMetrics`: metrics without ads, for the author only.' },
    PROMOTED: {
      description:
        '`promotedMetrics`: metrics from ads of the author’s account, for the author only.',
    },
  },
})
