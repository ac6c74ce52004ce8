// Sandbox data in which every private metric is a unique number that identifies its owner, and differs from all public
// metrics. No metric changes over time.

import type { World, WorldMedia, WorldPost, WorldUser } from '../../sandbox/index.ts'
import { createRandom } from '../../sandbox/world/random.ts'

export interface MarkedWorld extends World {
  /** The owner of each private metric, by its value. */
  readonly ownerOf: ReadonlyMap<number, string>
}

export interface MarkedWorldOptions {
  readonly seed: number
  /** The current time. All posts were created in the two weeks before. */
  readonly now: number
  /** The number of users who can log in. One more user has posts but cannot log in. */
  readonly accounts: number
  /** The number of posts of each kind per user. */
  readonly rounds: number
}

type Counts = WorldPost['numbers']['organic']
type Playback = WorldMedia['plays'][number]['organic']

const TWO_WEEKS_MS = 14 * 86_400_000

/** Far greater than every public metric. */
const FIRST_MARK = 100_000_000_000_000
const MARK_STEP = 1_000_003

export const createMarkedWorld = (options: MarkedWorldOptions): MarkedWorld => {
  const random = createRandom(options.seed)
  const ownerOf = new Map<number, string>()
  const posts = new Map<string, WorldPost>()
  const media = new Map<string, WorldMedia>()
  let marks = 0

  const registerOwner = (number: number, owner: string): void => {
    if (ownerOf.has(number)) throw new Error(`two private metrics have the value ${number}`)
    ownerOf.set(number, owner)
  }
  const createMark = (owner: string): number => {
    marks += 1
    const number = FIRST_MARK + marks * MARK_STEP
    registerOwner(number, owner)
    return number
  }
  const number = (): number => random.between(1, 1_000_000)

  /** The first four are public as the sum of organic and promoted; clicks are private. */
  const counts = (owner: string): Counts => ({
    impressions: number(),
    likes: number(),
    replies: number(),
    retweets: number(),
    urlClicks: createMark(owner),
    profileClicks: createMark(owner),
  })
  const engagementsOf = ({ impressions: _, ...counts }: Counts): number =>
    Object.values(counts).reduce((sum, each) => sum + each, 0)

  const numbersOf = (owner: string, isPromoted: boolean): WorldPost['numbers'] => {
    const organic = counts(owner)
    const [quotes, bookmarks] = [number(), number()]
    const engagements = engagementsOf(organic) + quotes + bookmarks
    if (!isPromoted) {
      registerOwner(engagements, owner)
      return { organic, quotes, bookmarks }
    }
    const promoted = counts(owner)
    registerOwner(engagements + engagementsOf(promoted), owner)
    registerOwner(organic.urlClicks + promoted.urlClicks, owner)
    registerOwner(organic.profileClicks + promoted.profileClicks, owner)
    return { organic, promoted, quotes, bookmarks }
  }

  const playback = (owner: string): Playback => ({
    views: number(),
    quartiles: [
      createMark(owner),
      createMark(owner),
      createMark(owner),
      createMark(owner),
      createMark(owner),
    ],
  })

  const createVideo = (
    postId: string,
    ownerId: string,
    at: number,
    isPromoted: boolean,
  ): string => {
    const organic = playback(ownerId)
    const promoted = isPromoted ? playback(ownerId) : undefined
    for (const [index, count] of organic.quartiles.entries()) {
      if (promoted !== undefined) registerOwner(count + (promoted.quartiles[index] ?? 0), ownerId)
    }
    const key = `13_${random.id(at)}`
    media.set(key, {
      key,
      type: 'video',
      ownerId,
      sourcePostId: postId,
      createdAt: at,
      plays: [{ postId, at, organic, ...(promoted && { promoted }) }],
      frozen: true,
    })
    return key
  }

  const createPost = (authorId: string, kind: Kind, earlier: readonly WorldPost[]): WorldPost => {
    const at = options.now - random.between(TWO_WEEKS_MS / 14, TWO_WEEKS_MS)
    const id = random.id(at)
    const ownVideos = kind.includes('video')
      ? [createVideo(id, authorId, at, kind.includes('promoted'))]
      : []
    const videos = earlier.flatMap(({ mediaKeys }) => mediaKeys)
    const embedded = kind === 'embedding' ? videos.slice(0, 1) : []
    const reference = REFERENCES[kind]
    const other = earlier.length === 0 ? undefined : random.pick(earlier)
    const post: WorldPost = {
      id,
      authorId,
      createdAt: at,
      text: `${kind} ${id}`,
      lang: 'en',
      source: '',
      possiblySensitive: false,
      replySettings: 'everyone',
      conversationId: id,
      references: reference && other ? [{ type: reference, id: other.id }] : [],
      versions: [id],
      editable: false,
      mediaKeys: [...ownVideos, ...embedded],
      pollIds: [],
      countsLinkClicks: true,
      numbers: numbersOf(authorId, kind.includes('promoted')),
      frozen: true,
    }
    posts.set(id, post)
    return post
  }

  const users = Array.from({ length: options.accounts + 1 }, (_, index) => createUser(index))
  for (let round = 0; round < options.rounds; round++) {
    let earlier: readonly WorldPost[] = []
    // The first author is the user who cannot log in. Each other author refers to the posts of the previous one.
    for (const { id } of users.toReversed()) {
      earlier = KINDS.map((kind) => createPost(id, kind, earlier))
    }
  }
  return {
    users: new Map(users.map((user) => [user.id, user])),
    posts,
    media,
    polls: new Map(),
    places: new Map(),
    accounts: users.slice(0, -1).map(({ id }) => id),
    ownerOf,
  }
}

const KINDS = [
  'plain',
  'promoted',
  'video',
  'promoted video',
  'embedding',
  'quote',
  'reply',
  'repost',
] as const

type Kind = (typeof KINDS)[number]

const REFERENCES: Readonly<Partial<Record<Kind, 'quoted' | 'replied_to' | 'retweeted'>>> = {
  quote: 'quoted',
  reply: 'replied_to',
  repost: 'retweeted',
}

const createUser = (index: number): WorldUser => ({
  id: `30000000000000000${String(index).padStart(2, '0')}`,
  username: `person_${index}`,
  name: `Person ${index}`,
  createdAt: 0,
  description: '',
  profileImageUrl: '',
  protected: false,
  suspended: false,
  verifiedType: 'none',
  subscriptionType: 'None',
  counts: { followers: 0, following: 0, posts: 0, listed: 0, likes: 0, media: 0 },
})
