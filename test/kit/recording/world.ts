// A world with one account that writes at a steady rate, before the start of a simulation and during it.

import type { World, WorldPost } from '../../../sandbox/index.ts'
import { generateWorld } from '../../../sandbox/world/index.ts'
import { createRandom } from '../../../sandbox/world/random.ts'

const DAY = 86_400_000

export interface SteadyOptions {
  readonly start: number
  readonly days: number
  /** Posts written before the start. */
  readonly posts: number
  readonly postsPerDay: number
}

/** Posts of a later time than the clock do not exist yet. */
export const steadyWorld = ({ start, days, posts, postsPerDay }: SteadyOptions): World => {
  const world = generateWorld(1, start)
  const [account = ''] = world.accounts
  const random = createRandom(7)
  const all = new Map<string, WorldPost>()
  const first = start - (posts / postsPerDay) * DAY
  const count = posts + days * postsPerDay
  for (let index = 0; index < count; index++) {
    // At random times within equal periods.
    const createdAt = Math.floor(first + ((index + random.next()) * DAY) / postsPerDay)
    const post = postAt(random.id(createdAt), createdAt, account, random)
    all.set(post.id, post)
  }
  return { ...world, posts: all, media: new Map(), polls: new Map() }
}

const postAt = (
  id: string,
  createdAt: number,
  authorId: string,
  random: ReturnType<typeof createRandom>,
): WorldPost => {
  // From some dozens to some hundreds of thousands of impressions.
  const impressions = Math.floor(Math.exp(3.5 + random.next() * 9))
  const share = (part: number): number => Math.floor(impressions * part * random.next())
  return {
    id,
    authorId,
    createdAt,
    text: `Post ${id}`,
    lang: 'en',
    source: '',
    possiblySensitive: false,
    replySettings: 'everyone',
    conversationId: id,
    references: [],
    versions: [id],
    editable: false,
    mediaKeys: [],
    pollIds: [],
    countsLinkClicks: true,
    numbers: {
      organic: {
        impressions,
        likes: share(0.05),
        replies: share(0.004),
        retweets: share(0.01),
        urlClicks: share(0.02),
        profileClicks: share(0.006),
      },
      quotes: share(0.001),
      bookmarks: share(0.006),
    },
  }
}
