// A world of which every private number carries its owner: no two are equal, none is equal to a public one, and it is
// known whose each is. Nothing in it moves with the clock.

import type { World, WorldMedia, WorldPost, WorldUser } from '../../sandbox/index.ts'
import { createRandom } from '../../sandbox/world/random.ts'

export interface MarkedWorld extends World {
  /** Of a private number, whose it is. */
  readonly ownerOf: ReadonlyMap<number, string>
}

export interface MarkedWorldOptions {
  readonly seed: number
  /** All posts are of the fortnight before. */
  readonly now: number
  /** How many can log in. One more writes, and cannot. */
  readonly accounts: number
  /** How often each has written one of every kind. */
  readonly rounds: number
}

type Counts = WorldPost['numbers']['organic']
type Playback = WorldMedia['plays'][number]['organic']

const FORTNIGHT_MS = 14 * 86_400_000

/** Public numbers are smaller by far. */
const FIRST_MARK = 100_000_000_000_000
const BETWEEN_MARKS = 1_000_003

export const createMarkedWorld = (options: MarkedWorldOptions): MarkedWorld => {
  const random = createRandom(options.seed)
  const ownerOf = new Map<number, string>()
  const posts = new Map<string, WorldPost>()
  const media = new Map<string, WorldMedia>()
  let marks = 0

  const own = (number: number, owner: string): void => {
    if (ownerOf.has(number)) throw new Error(`two private numbers are ${number}`)
    ownerOf.set(number, owner)
  }
  const mark = (owner: string): number => {
    marks += 1
    const number = FIRST_MARK + marks * BETWEEN_MARKS
    own(number, owner)
    return number
  }
  const number = (): number => random.between(1, 1_000_000)

  /** What everybody sees is the sum of the first four; clicks only the owner sees. */
  const counts = (owner: string): Counts => ({
    impressions: number(),
    likes: number(),
    replies: number(),
    retweets: number(),
    urlClicks: mark(owner),
    profileClicks: mark(owner),
  })
  const engagementsOf = ({ impressions: _, ...counts }: Counts): number =>
    Object.values(counts).reduce((sum, each) => sum + each, 0)

  const numbersOf = (owner: string, isPromoted: boolean): WorldPost['numbers'] => {
    const organic = counts(owner)
    const [quotes, bookmarks] = [number(), number()]
    const engagements = engagementsOf(organic) + quotes + bookmarks
    if (!isPromoted) {
      own(engagements, owner)
      return { organic, quotes, bookmarks }
    }
    const promoted = counts(owner)
    own(engagements + engagementsOf(promoted), owner)
    own(organic.urlClicks + promoted.urlClicks, owner)
    own(organic.profileClicks + promoted.profileClicks, owner)
    return { organic, promoted, quotes, bookmarks }
  }

  const playback = (owner: string): Playback => ({
    views: number(),
    quartiles: [mark(owner), mark(owner), mark(owner), mark(owner), mark(owner)],
  })

  const film = (postId: string, ownerId: string, at: number, isPromoted: boolean): string => {
    const organic = playback(ownerId)
    const promoted = isPromoted ? playback(ownerId) : undefined
    for (const [index, count] of organic.quartiles.entries()) {
      if (promoted !== undefined) own(count + (promoted.quartiles[index] ?? 0), ownerId)
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

  const write = (authorId: string, kind: Kind, neighbour: readonly WorldPost[]): WorldPost => {
    const at = options.now - random.between(FORTNIGHT_MS / 14, FORTNIGHT_MS)
    const id = random.id(at)
    const filmed = kind.includes('video') ? [film(id, authorId, at, kind.includes('promoted'))] : []
    const videos = neighbour.flatMap(({ mediaKeys }) => mediaKeys)
    const embedded = kind === 'embedding' ? videos.slice(0, 1) : []
    const reference = REFERENCES[kind]
    const other = neighbour.length === 0 ? undefined : random.pick(neighbour)
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
      mediaKeys: [...filmed, ...embedded],
      pollIds: [],
      countsLinkClicks: true,
      numbers: numbersOf(authorId, kind.includes('promoted')),
      frozen: true,
    }
    posts.set(id, post)
    return post
  }

  const users = Array.from({ length: options.accounts + 1 }, (_, index) => person(index))
  for (let round = 0; round < options.rounds; round++) {
    let neighbour: readonly WorldPost[] = []
    // The first to write is the one who cannot log in; each of the others refers to the one before.
    for (const { id } of users.toReversed()) {
      neighbour = KINDS.map((kind) => write(id, kind, neighbour))
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

const person = (index: number): WorldUser => ({
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
