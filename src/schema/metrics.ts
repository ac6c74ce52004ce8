// Every variant of the metrics of posts and media, side by side. A count that X leaves out is null, never
// zero: absent and none are two things.

import type { MediaField, TweetField } from '../x/fields.ts'
import type { Metrics } from '../x/types.ts'
import { builder } from './builder.ts'

const WAYS = {
  public: 'organic and promoted together, as everybody sees them',
  nonPublic: 'organic and promoted together, shown to the author only',
  organic: 'from people who met the post without an ad',
  promoted: 'from people who met the post as an ad of its author',
} as const

type Way = keyof typeof WAYS

export const COUNTS = {
  retweetCount: [
    'retweet_count',
    'How many times the post was reposted without a comment (quotes are counted apart)',
  ],
  replyCount: ['reply_count', 'How many replies the post got'],
  likeCount: ['like_count', 'How many times the post was liked'],
  quoteCount: [
    'quote_count',
    'How many times the post was reposted with a comment. There are no quotes from a paid context',
  ],
  bookmarkCount: ['bookmark_count', 'How many times the post was saved as a bookmark'],
  impressionCount: [
    'impression_count',
    'How many times the post was on somebody’s screen, if only in part. One person can count several times',
  ],
  urlLinkClicks: [
    'url_link_clicks',
    'How many times a link or link preview in the post was clicked. Null when the post has no link',
  ],
  userProfileClicks: [
    'user_profile_clicks',
    'How many times the author’s name, handle or picture was clicked in the post',
  ],
  engagements: [
    'engagements',
    'How many times anything in the post was clicked, tapped or answered',
  ],
  viewCount: ['view_count', 'How many times the video was viewed, over all posts that show it'],
  playback0Count: [
    'playback_0_count',
    'How many people started the video; X counts more starts than views',
  ],
  playback25Count: ['playback_25_count', 'How many people played a quarter of the video'],
  playback50Count: ['playback_50_count', 'How many people played half of the video'],
  playback75Count: ['playback_75_count', 'How many people played three quarters of the video'],
  playback100Count: ['playback_100_count', 'How many people played the video to its end'],
} as const satisfies Readonly<Record<string, readonly [string, string]>>

export type Count = keyof typeof COUNTS

const POST_COUNTS: readonly Count[] = ['retweetCount', 'replyCount', 'likeCount']
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

/** The group as a whole is what is asked of X: its counts need nothing more. */
const count = (name: Count, way?: Way) => {
  const [key, meaning] = COUNTS[name]
  return {
    description: `${meaning}${way === undefined ? '' : `: ${WAYS[way]}`}.`,
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

const PostMetrics = builder.interfaceRef<Metrics>('PostMetrics').implement({
  description: 'What the public, organic and promoted metrics of a post have in common.',
  fields: (t) => ({
    retweetCount: t.field({ type: 'SafeInt', ...count('retweetCount') }),
    replyCount: t.field({ type: 'SafeInt', ...count('replyCount') }),
    likeCount: t.field({ type: 'SafeInt', ...count('likeCount') }),
  }),
})

export const PlaybackQuartiles = builder.interfaceRef<Metrics>('PlaybackQuartiles').implement({
  description:
    'How far a video was played, by people. Each quartile counts those who got at least there.',
  fields: (t) => ({
    playback0Count: t.field({ type: 'SafeInt', ...count('playback0Count') }),
    playback25Count: t.field({ type: 'SafeInt', ...count('playback25Count') }),
    playback50Count: t.field({ type: 'SafeInt', ...count('playback50Count') }),
    playback75Count: t.field({ type: 'SafeInt', ...count('playback75Count') }),
    playback100Count: t.field({ type: 'SafeInt', ...count('playback100Count') }),
  }),
})

const variant = (
  { name, description, counts, way }: Variant,
  interfaces: (typeof PostMetrics | typeof PlaybackQuartiles)[] = [],
) => {
  const ref = builder.objectRef<Metrics>(name)
  ref.implement({ description, interfaces })
  for (const each of counts) {
    builder.objectField(ref, each, (t) => t.field({ type: 'SafeInt', ...count(each, way) }))
  }
  return ref
}

const PRIVATE =
  'Private: only for posts of a connected account, and only while X still gives them (documented: 30 days).'

export const PublicPostMetrics = variant(
  {
    name: 'PublicPostMetrics',
    description: 'What everybody can see on a post: organic and promoted together.',
    counts: [...POST_COUNTS, 'quoteCount', 'bookmarkCount', 'impressionCount'],
    way: 'public',
  },
  [PostMetrics],
)

builder.objectField(PublicPostMetrics, 'retweetsAndQuotesCount', (t) =>
  t.field({
    type: 'SafeInt',
    description: 'Reposts and quotes together: the one number that X’s own apps show.',
    resolve: ({ retweet_count, quote_count }) =>
      typeof retweet_count === 'number' && typeof quote_count === 'number'
        ? retweet_count + quote_count
        : null,
  }),
)

export const NonPublicPostMetrics = variant({
  name: 'NonPublicPostMetrics',
  description: `What only the author of a post can see: organic and promoted together. ${PRIVATE}`,
  counts: ['impressionCount', 'urlLinkClicks', 'userProfileClicks', 'engagements'],
  way: 'nonPublic',
})

export const OrganicPostMetrics = variant(
  {
    name: 'OrganicPostMetrics',
    description: `What a post earned without advertising. ${PRIVATE}`,
    counts: CONTEXT_COUNTS,
    way: 'organic',
  },
  [PostMetrics],
)

export const PromotedPostMetrics = variant(
  {
    name: 'PromotedPostMetrics',
    description: `What a post earned as an ad that its author ran. Null for a post that was never promoted; ads that somebody else ran are not in it. ${PRIVATE}`,
    counts: CONTEXT_COUNTS,
    way: 'promoted',
  },
  [PostMetrics],
)

export const PublicMediaMetrics = variant({
  name: 'PublicMediaMetrics',
  description: 'What everybody can see on a video or GIF.',
  counts: ['viewCount'],
  way: 'public',
})

export const NonPublicMediaMetrics = variant(
  {
    name: 'NonPublicMediaMetrics',
    description: `How far a video was played, organic and promoted together. ${PRIVATE}`,
    counts: QUARTILES,
    way: 'nonPublic',
  },
  [PlaybackQuartiles],
)

export const OrganicMediaMetrics = variant(
  {
    name: 'OrganicMediaMetrics',
    description: `How a video was viewed and played without advertising. ${PRIVATE}`,
    counts: ['viewCount', ...QUARTILES],
    way: 'organic',
  },
  [PlaybackQuartiles],
)

export const PromotedMediaMetrics = variant(
  {
    name: 'PromotedMediaMetrics',
    description: `How a video was viewed and played in ads of its author. ${PRIVATE}`,
    counts: ['viewCount', ...QUARTILES],
    way: 'promoted',
  },
  [PlaybackQuartiles],
)

/** Variant → the group that X calls it, for posts and media alike. */
export const GROUPS = {
  PUBLIC: 'public_metrics',
  NON_PUBLIC: 'non_public_metrics',
  ORGANIC: 'organic_metrics',
  PROMOTED: 'promoted_metrics',
} as const satisfies Readonly<Record<string, TweetField & MediaField>>

export const MetricsVariant = builder.enumType('MetricsVariant', {
  description: 'The four kinds of metrics of a post.',
  values: {
    PUBLIC: { description: 'What everybody sees.' },
    NON_PUBLIC: { description: 'What only the author sees.' },
    ORGANIC: { description: 'What was earned without advertising.' },
    PROMOTED: { description: 'What was earned in ads of the author.' },
  },
})
