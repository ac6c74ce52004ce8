// What the callers of the fuzz test ask for: public and private numbers of posts, by every field that shows them.

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

const LISTED = 'query ($ids: [PostID!]!) { posts(ids: $ids)'

/** Always the same few, so that what was written for one caller could be sent to another. */
export const documentsOf = (random: Random, accounts: readonly string[]): readonly string[] => [
  ...accounts.map(
    (id) => `${LISTED} { id } user(id: "${id}") { posts(first: 30) { nodes { id
      ${POST_PARTS[2]} ${POST_PARTS[4]} } } } }`,
  ),
  `query ($ids: [PostID!]!) { posts(ids: $ids) { id } viewer { accounts { user { id }
    posts(first: 30) { nodes { ${POST_PARTS[1]} ${POST_PARTS[3]} promotedShare } } } } }`,
  ...[0, 4, 5, 9].map((part) => `${LISTED} { id ${POST_PARTS[0]} ${POST_PARTS[part]} } }`),
  `query ($ids: [PostID!]!) { privateMetrics(ids: $ids) { data { tweetId tweet { likeCount impressionCount }
    video { playback0Count playback100Count } } } }`,
  `query ($ids: [PostID!]!) { viewer { accounts { user { id } } } posts(ids: $ids) { ${POST_PARTS[2]} } }`,
  ...Array.from({ length: 9 }, () => {
    const some = (): string => POST_PARTS.filter(() => random.next() < 0.4).join(' ')
    return `${LISTED} { id ${some()} } twice: posts(ids: $ids) { ${some()} id } }`
  }),
]

/** What everyone may see. */
export const PUBLIC = `${LISTED} { id ${POST_PARTS[0]} ${POST_PARTS[8]} } }`

/** X is asked for private numbers with the credential of whoever asks. */
export const PROBE = `${LISTED} { nonPublicMetrics { engagements } unavailableMetrics { reason } } }`

/** Is there a place for what is somebody's alone, be it taken or not? */
export const PRIVATE_PLACES =
  /"(?:nonPublic|organic|promoted|private)Metrics":|"private(?:History|Change)":|"viewer":/
