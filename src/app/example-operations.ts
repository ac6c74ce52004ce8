// Ready operations for GraphiQL, with ids that exist: from the sandbox's world, or, with the real X, those
// that X's documentation asks for.

import type { World, WorldPost } from '../../sandbox/index.ts'

/** Posts that X's own documentation uses. */
const DOCUMENTED = ['1460323737035677698', '1519781379172495360', '1519781381693353984']

const DAY_MS = 86_400_000
const WEEK_MS = 7 * DAY_MS

interface Examples {
  readonly own: readonly string[]
  readonly foreign: readonly string[]
  readonly video: string
  readonly quote: string
}

const examplesOf = (world: World, now: number): Examples => {
  const young = [...world.posts.values()]
    .filter(({ createdAt }) => createdAt <= now && now - createdAt < 60 * DAY_MS)
    .sort((a, b) => b.createdAt - a.createdAt)
  const owner = world.accounts[0]
  const own = young.filter(({ authorId }) => authorId === owner)
  const foreign = young.filter(({ authorId }) => {
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
        ...own.filter(({ numbers }) => numbers.promoted).slice(0, 2),
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

const WITHOUT_A_WORLD: Examples = {
  own: DOCUMENTED,
  foreign: ['20'],
  video: '1204084171334832128',
  quote: DOCUMENTED[0] ?? '',
}

/** One below the other: an editor is half as wide as its window. */
const list = (ids: readonly string[]): string => ids.map((id) => `\n    "${id}"`).join('')

export interface ExampleOptions {
  /** Nothing with the real X. */
  readonly world: World | undefined
  readonly now: number
  /** Whether numbers are kept. */
  readonly archive: boolean
}

/** GraphiQL calls each tab by its operation's name. */
export const exampleOperations = ({ world, now, archive }: ExampleOptions): readonly string[] => {
  const { own, foreign, video, quote } = world ? examplesOf(world, now) : WITHOUT_A_WORLD
  return [
    `# Own posts with all four kinds of metrics.
query OwnPosts {
  posts(ids: [${list(own)}
  ]) {
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
`,
    `# The newest own posts, without knowing their ids.
# For the next page, give pageInfo.endCursor as after.
query Timeline {
  viewer {
    accounts {
      user { username }
      posts(first: 10, excludeReposts: true) {
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
`,
    `# Own and other people’s posts, and one that does not
# exist: each gets what it can get.
query MixedList {
  posts(ids: [${list([own[0] ?? '', ...foreign, '987654320000'])}
  ]) {
    id
    author { username name }
    publicMetrics { impressionCount likeCount }
    organicMetrics { impressionCount likeCount }
    unavailableMetrics { variant reason message }
  }
}
`,
    `# How far people watched a video. Only its owner sees
# the playback counts.
query Video {
  post(id: "${video}") {
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
`,
    `# A post that quotes another: both come with one call.
query Quote {
  post(id: "${quote}") {
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
`,
    `# Follows posts until you stop it. First all of them
# come, then those whose numbers have changed.
subscription Live {
  postMetrics(every: 15, ids: [${list(own)}
  ]) {
    at
    every
    slowedDown { reason message }
    posts {
      id
      publicMetrics { impressionCount likeCount }
      organicMetrics { impressionCount }
    }
    lost { id message }
  }
}
`,
    ...(archive ? [history(own[0] ?? '', new Date(now - WEEK_MS).toISOString())] : []),
  ]
}

const history = (
  id: string,
  since: string,
): string => `# What the numbers were, and how they have changed,
# as far as this gateway has seen them.
query History {
  post(id: "${id}") {
    text
    publicMetrics { impressionCount likeCount }
    metricsHistory(
      variant: PUBLIC
      since: "${since}"
    ) {
      at
      impressionCount
      likeCount
    }
    metricsChange(
      variant: PUBLIC
      since: "${since}"
    ) {
      since
      until
      impressionCount
      likeCount
    }
  }
}
`
