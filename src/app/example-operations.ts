// The example operations in GraphiQL. Their ids exist: in the sandbox's world or, with the real X, in X's documentation.

import type { World, WorldPost } from '../../sandbox/index.ts'
import { DAY_MS } from '../infra/clock.ts'
import type { ExampleOperation } from '../server/options.ts'

/** The posts in the examples of X's documentation. */
const DOCUMENTED = ['1460323737035677698', '1519781379172495360', '1519781381693353984']

const WEEK_MS = 7 * DAY_MS

interface Examples {
  readonly own: readonly string[]
  readonly foreign: readonly string[]
  readonly video: string
  readonly quote: string
}

const examplesOf = (world: World, now: number): Examples => {
  const since = now - 60 * DAY_MS
  const recent = [...world.posts.values()]
    .filter(({ createdAt: at, deletedAt }) => !deletedAt && at > since && at <= now)
    .sort((a, b) => b.createdAt - a.createdAt)
  const owner = world.accounts[0]
  const own = recent.filter(({ authorId }) => authorId === owner)
  const foreign = recent.filter(({ authorId }) => {
    const author = world.users.get(authorId)
    return (
      author !== undefined &&
      !world.accounts.includes(authorId) &&
      !author.protected &&
      !author.suspended
    )
  })
  const id = (post: WorldPost | undefined): string => post?.id ?? DOCUMENTED[0] ?? ''
  return {
    own: [
      ...new Set([
        ...own.filter(({ numbers, promotion }) => numbers.promoted && !promotion).slice(0, 2),
        ...own.slice(0, 3),
      ]),
    ].map(id),
    foreign: foreign.slice(0, 2).map(id),
    video: id(
      own.find(
        ({ mediaKeys }) =>
          world.media.get(mediaKeys[0] ?? '')?.ownerId === owner && mediaKeys[0]?.startsWith('13_'),
      ),
    ),
    quote: id(own.find(({ references }) => references[0]?.type === 'quoted')),
  }
}

const DOCUMENTED_EXAMPLES: Examples = {
  own: DOCUMENTED,
  foreign: ['20'],
  video: '1204084171334832128',
  quote: DOCUMENTED[0] ?? '',
}

export interface ExampleOptions {
  /** Undefined with the real X. */
  readonly world: World | undefined
  readonly now: number
  /** Whether the archive is on. */
  readonly archive: boolean
}

/** Returns one operation per tab of GraphiQL. */
export const exampleOperations = ({
  world,
  now,
  archive,
}: ExampleOptions): readonly ExampleOperation[] => {
  const { own, foreign, video, quote } = world ? examplesOf(world, now) : DOCUMENTED_EXAMPLES
  const [first = ''] = own
  const weekAgo = new Date(now - WEEK_MS).toISOString()
  return [
    { query: OWN_POSTS, variables: { ids: own } },
    { query: TIMELINE, variables: { first: 10, after: null } },
    { query: MIXED_LIST, variables: { ids: [first, ...foreign, '987654320000'] } },
    { query: VIDEO_METRICS, variables: { id: video } },
    { query: QUOTED_POST, variables: { id: quote } },
    { query: LIVE_METRICS, variables: { ids: own, every: 15 } },
    ...(archive ? [{ query: HISTORY, variables: { id: first, since: weekAgo } }] : []),
  ]
}

const OWN_POSTS = `# Your own posts, with all four groups of metrics.
query OwnPosts($ids: [PostID!]!) {
  posts(ids: $ids) {
    id
    text
    createdAt
    publicMetrics {
      impressionCount
      likeCount
      retweetsAndQuotesCount
      replyCount
      bookmarkCount
    }
    nonPublicMetrics {
      engagements
      urlLinkClicks
      userProfileClicks
    }
    organicMetrics { impressionCount likeCount }
    promotedMetrics { impressionCount likeCount }
    unavailableMetrics { variant reason message }
  }
}
`

const TIMELINE = `# Your newest posts, without knowing their ids. For the
# next page, pass pageInfo.endCursor as "after".
query Timeline($first: Int!, $after: String) {
  viewer {
    accounts {
      user { username }
      posts(first: $first, after: $after, excludeReposts: true) {
        nodes {
          id
          text
          createdAt
          publicMetrics {
            impressionCount
            engagementRate
          }
          organicMetrics { impressionCount }
          promotedShare
          unavailableMetrics { variant reason }
        }
        pageInfo { hasNextPage endCursor }
      }
    }
  }
}
`

const MIXED_LIST = `# Your own post, other people’s posts, and one that does
# not exist: each post returns what you may see of it.
query MixedList($ids: [PostID!]!) {
  posts(ids: $ids) {
    id
    author { username name }
    publicMetrics { impressionCount likeCount }
    organicMetrics { impressionCount likeCount }
    unavailableMetrics { variant reason message }
  }
}
`

const VIDEO_METRICS = `# How much of a video people watched. Only its owner can
# see the playback counts.
query Video($id: PostID!) {
  post(id: $id) {
    text
    media {
      mediaKey
      type
      ... on Video {
        durationMs
        publicMetrics { viewCount }
        nonPublicMetrics {
          playback0Count
          playback25Count
          playback50Count
          playback75Count
          playback100Count
          completionRate
        }
      }
    }
  }
}
`

const QUOTED_POST = `# A post that quotes another one. One call to X returns
# both.
query Quote($id: PostID!) {
  post(id: $id) {
    text
    referencedPosts {
      type
      post {
        id
        text
        author { username }
        publicMetrics { likeCount }
      }
    }
  }
}
`

const LIVE_METRICS = `# Live updates until you stop the subscription: first all
# posts, then those whose metrics have changed.
subscription Live($ids: [PostID!]!, $every: Int) {
  postMetrics(ids: $ids, every: $every) {
    at
    every
    slowedDown { reason message }
    posts {
      id
      publicMetrics { impressionCount likeCount }
      organicMetrics { impressionCount }
    }
    lost { postId message }
  }
}
`

const HISTORY = `# Metrics over time, and their change, as far as this
# gateway has archived them.
query History($id: PostID!, $since: DateTime!) {
  post(id: $id) {
    text
    publicMetrics { impressionCount likeCount }
    metricsHistory(variant: PUBLIC, since: $since) {
      at
      impressionCount
      likeCount
    }
    metricsChange(variant: PUBLIC, since: $since) {
      since
      until
      impressionCount
      likeCount
    }
  }
}
`
