// The queries of the isolation fuzz test: public and private metrics of posts, by every field that returns them.

import type { Random } from '../../sandbox/world/random.ts'
import { DAY, NOW } from './sandbox/call.ts'

const POST_PARTS = [
  'publicMetrics { likeCount retweetCount impressionCount }',
  'nonPublicMetrics { engagements urlLinkClicks userProfileClicks asOf }',
  'organicMetrics { likeCount urlLinkClicks userProfileClicks asOf }',
  'promotedMetrics { impressionCount urlLinkClicks }',
  `media { mediaKey ... on Video { publicMetrics { viewCount } nonPublicMetrics { playback0Count asOf }
    organicMetrics { playback25Count } promotedMetrics { playback50Count } } }`,
  'referencedPosts { post { id publicMetrics { likeCount } } }',
  'referencedPosts { post { id organicMetrics { urlLinkClicks } media { mediaKey } } }',
  'unavailableMetrics { variant reason }',
  'author { username }',
  `privateHistory: metricsHistory(variant: ORGANIC, since: "${new Date(NOW - DAY).toISOString()}") { at userProfileClicks }`,
  `privateChange: metricsChange(variant: NON_PUBLIC, since: "${new Date(NOW).toISOString()}") { until urlLinkClicks }`,
]

const BY_IDS = 'query ($ids: [PostID!]!) { posts(ids: $ids)'

/** A small fixed set, so that a response for one caller could be served to another by mistake. */
export const documentsOf = (random: Random, accounts: readonly string[]): readonly string[] => [
  ...accounts.map(
    (id) => `${BY_IDS} { id } user(by: { id: "${id}" }) { posts(first: 30) { nodes { id
      ${POST_PARTS[2]} ${POST_PARTS[4]} } } } }`,
  ),
  `query ($ids: [PostID!]!) { posts(ids: $ids) { id } viewer { accounts { user { id }
    posts(first: 30) { nodes { ${POST_PARTS[1]} ${POST_PARTS[3]} promotedShare } } } } }`,
  ...[0, 4, 5, 9].map((part) => `${BY_IDS} { id ${POST_PARTS[0]} ${POST_PARTS[part]} } }`),
  `query ($ids: [PostID!]!) { privateMetrics(ids: $ids) { data { tweetId tweet { likeCount impressionCount }
    video { playback0Count playback100Count } } } }`,
  `query ($ids: [PostID!]!) { viewer { accounts { user { id } } } posts(ids: $ids) { ${POST_PARTS[2]} } }`,
  ...Array.from({ length: 9 }, () => {
    const someFields = (): string => POST_PARTS.filter(() => random.next() < 0.4).join(' ')
    return `${BY_IDS} { id ${someFields()} } twice: posts(ids: $ids) { ${someFields()} id } }`
  }),
]

/** A query for public metrics only. */
export const PUBLIC = `${BY_IDS} { id ${POST_PARTS[0]} ${POST_PARTS[8]} } }`

/** A query that makes the gateway send an owner request with the caller's credential. */
export const PROBE = `${BY_IDS} { nonPublicMetrics { engagements } unavailableMetrics { reason } } }`

/** Matches fields that can hold private data, even if they are null. */
export const PRIVATE_PLACES =
  /"(?:nonPublic|organic|promoted|private)Metrics":|"private(?:History|Change)":|"viewer":/
