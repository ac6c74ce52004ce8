// What the brand posts: twenty sorts in turn, so that every shape a post can have is among its two
// hundred, young and old, promoted and not.

import type { Builder, Draft } from './builder.ts'
import type { Part } from './compose.ts'
import { BRAND, EVERYBODY, STRANGERS } from './people.ts'
import { LONG_STORY, sentence } from './phrases.ts'
import { DAY, HOUR, MINUTE } from './time.ts'
import type { Wire, WorldPost, WorldUser } from './types.ts'

/** Of the brand's posts, so many are young enough for private numbers, and so many are not. */
const YOUNG = 140
const OLD = 62
/** Those that appear in the course of the month. */
const COMING = 56

/** The young one that everybody saw. */
const VIRAL = OLD + 90

/** The one that X refuses without saying of which post. */
const ANONYMOUS = OLD + 120

export interface Foreign {
  readonly plain: readonly WorldPost[]
  /** Keys of other people's videos. */
  readonly videos: readonly string[]
}

/** When the brand posts, newest first: every fourteen hours in this month and the last three, before that now and then. */
const times = ({ random }: Builder, month: number): number[] => [
  ...Array.from(
    { length: COMING + YOUNG },
    (_, index) => month + (COMING - index) * 14 * HOUR - random.between(0, 9 * HOUR),
  ),
  ...Array.from(
    { length: OLD },
    (_, index) => month - (95 + index * 13) * DAY - random.between(0, DAY),
  ),
]

export const writeBrand = (builder: Builder, month: number, foreign: Foreign): void => {
  // Oldest first, so that a post can refer to what was there before it.
  const written: WorldPost[] = []
  for (const [index, at] of times(builder, month).reverse().entries()) {
    const kind = index === VIRAL ? viral : (KINDS[index % KINDS.length] ?? plain)
    const drafts = kind({ builder, at, written, foreign })
    for (const draft of drafts) written.push(builder.write({ author: BRAND, at, ...draft }))
    if (drafts.length > 1) tieVersions(builder, written.slice(-drafts.length))
  }
  const anonymous = builder.posts.get(written[ANONYMOUS]?.id ?? '')
  if (anonymous) builder.posts.set(anonymous.id, { ...anonymous, refusedAnonymously: true })
}

/** Several drafts of one post are its versions: each is a post, and all know each other. */
const tieVersions = (builder: Builder, versions: readonly WorldPost[]): void => {
  const ids = versions.map(({ id }) => id)
  const first = ids[0] ?? ''
  for (const post of versions) {
    builder.posts.set(post.id, { ...post, versions: ids, conversationId: first })
  }
}

interface Occasion {
  readonly builder: Builder
  readonly at: number
  /** The brand's own posts so far. */
  readonly written: readonly WorldPost[]
  readonly foreign: Foreign
}

type BrandDraft = Omit<Draft, 'author' | 'at'> & { readonly at?: number }

const refer = (
  type: 'quoted' | 'replied_to' | 'retweeted',
  post: WorldPost,
): Partial<WorldPost> => ({
  references: [{ type, id: post.id }],
  ...(type === 'replied_to' && {
    inReplyToUserId: post.authorId,
    conversationId: post.conversationId,
    editable: false,
  }),
  ...(type === 'retweeted' && { editable: false }),
})

/** One of the posts that were there at the time. */
const before = (
  at: number,
  posts: readonly WorldPost[],
  builder: Builder,
): WorldPost | undefined => {
  const there = posts.filter((post) => post.createdAt < at)
  return there.length > 0 ? builder.random.pick(there) : undefined
}

const authorOf = (post: WorldPost): WorldUser =>
  EVERYBODY.find(({ id }) => id === post.authorId) ?? BRAND

const mention = ({ id, username }: WorldUser): Part => ({ mention: { id, username } })

const quoteLink = ({ random }: Builder, post: WorldPost): Part => ({
  link: {
    url: `https://t.co/${random.letters(10)}`,
    expanded: `https://x.com/${authorOf(post).username}/status/${post.id}`,
    display: `x.com/${authorOf(post).username}/status…`,
  },
})

const COFFEE: Wire = {
  domain: {
    id: '131',
    name: 'Unified Twitter Taxonomy',
    description: 'A taxonomy of user interests.',
  },
  entity: { id: '852262932607926273', name: 'Coffee', description: 'Coffee and cafés' },
}

type Kind = (occasion: Occasion) => readonly BrandDraft[]

const plain: Kind = ({ builder }) => [
  { parts: [sentence(builder)], more: { annotations: [COFFEE] } },
]

const withLink: Kind = ({ builder }) => [
  {
    parts: [sentence(builder), ' ', builder.link('How we roast')],
    more: { extra: { card_uri: `card://${builder.random.between(1e15, 9e15)}` } },
  },
]

const withVideo: Kind = ({ builder }) => [
  {
    parts: [sentence(builder)],
    media: [{ type: 'video', altText: 'Beans falling into the drum' }],
  },
]

/** The same film again: its numbers are those of both posts together. */
const withSameVideo: Kind = ({ builder, written }) => {
  const key = written
    .flatMap(({ mediaKeys }) => mediaKeys)
    .findLast((each) => each.startsWith('13_') && builder.media.get(each)?.ownerId === BRAND.id)
  return [
    {
      parts: ['Once more, because you asked: ', sentence(builder)],
      media: key === undefined ? [{ type: 'video' }] : [{ reuse: key }],
    },
  ]
}

const embedding: Kind = ({ builder, at, foreign }) => [
  {
    parts: ['Somebody filmed our window. ', sentence(builder)],
    media: foreign.videos
      .filter((key) => (builder.media.get(key)?.createdAt ?? at) < at)
      .slice(0, 2)
      .map((reuse) => ({ reuse })),
  },
]

const promoted: Kind = ({ builder }) => [
  { parts: [sentence(builder), ' ', builder.link('The spring offer')], promoted: true },
]

const promotedVideo: Kind = ({ builder }) => [
  {
    parts: [sentence(builder)],
    media: [{ type: 'video' }],
    promoted: true,
    more: { extra: { paid_partnership: true } },
  },
]

/** Seen more often than a 32-bit number can count. */
const viral: Kind = ({ builder }) => [
  { parts: ['Well. ', sentence(builder)], media: [{ type: 'video' }], reach: 2_900_000_000 },
]

const photo: Kind = ({ builder }) => [
  {
    parts: [sentence(builder), ' ', { hashtag: 'halden' }],
    media: [{ type: 'photo', altText: 'Jute sacks by the door' }],
  },
]

const fourPhotos: Kind = ({ builder }) => [
  {
    parts: ['🎉 Market day. ', sentence(builder)],
    media: [{ type: 'photo' }, { type: 'photo' }, { type: 'photo' }, { type: 'photo' }],
  },
]

const gif: Kind = ({ builder }) => [
  { parts: [sentence(builder)], media: [{ type: 'animated_gif', altText: 'A kettle dances' }] },
]

const poll: Kind = ({ builder }) => [
  {
    parts: ['Help us choose: light, dark, or both?'],
    poll: { labels: ['Light', 'Dark', 'Both 🤝'], minutes: builder.random.pick([60, 1440, 10080]) },
  },
]

const atPlace: Kind = ({ builder }) => [
  {
    parts: ['At the harbour until four. ', sentence(builder)],
    more: { placeId: '07d9e1a2b3c4d001', point: [11.3875, 59.1248] },
  },
]

const note: Kind = ({ builder }) => {
  const shown = `${[...LONG_STORY].slice(0, 276).join('')}`
  const random = builder.random.letters(10)
  return [
    {
      parts: [
        shown,
        '… ',
        {
          link: {
            url: `https://t.co/${random}`,
            expanded: 'https://x.com/i/web',
            display: 'x.com/i/web…',
          },
        },
      ],
      more: { note: { text: LONG_STORY }, displayRange: [0, 276], countsLinkClicks: false },
    },
  ]
}

const edited: Kind = ({ builder, at }) => {
  const text = sentence(builder)
  return [
    { at: at - 9 * MINUTE, parts: [`${text} Form Friday on.`] },
    { at: at - 4 * MINUTE, parts: [`${text} From Friday on.`] },
    { parts: [`${text} From Friday on, in Halden and Aarby.`] },
  ]
}

const quote: Kind = (occasion) => {
  const { builder, at, foreign } = occasion
  const quoted = before(at, foreign.plain, builder)
  if (quoted === undefined) return plain(occasion)
  return [{ parts: ['This. ', quoteLink(builder, quoted)], more: refer('quoted', quoted) }]
}

const reply: Kind = (occasion) => {
  const { builder, at, foreign } = occasion
  const to = before(at, foreign.plain, builder)
  if (to === undefined) return plain(occasion)
  const { username } = authorOf(to)
  const words = 'Thank you! Come by on Saturday.'
  const start = username.length + 2
  return [
    {
      parts: [mention(authorOf(to)), ' ', words],
      more: { ...refer('replied_to', to), displayRange: [start, start + words.length] },
    },
  ]
}

const thread: Kind = (occasion) => {
  const { builder, at, written } = occasion
  const to = written.findLast((post) => post.references.length === 0 && post.createdAt < at)
  if (to === undefined) return plain(occasion)
  return [{ parts: ['And another thing. ', sentence(builder)], more: refer('replied_to', to) }]
}

const repost: Kind = (occasion) => {
  const { builder, at, foreign } = occasion
  const original = before(at, foreign.plain, builder)
  if (original === undefined) return plain(occasion)
  const author = authorOf(original)
  return [
    {
      parts: ['RT ', mention(author), `: ${original.text}`],
      more: { ...refer('retweeted', original), countsLinkClicks: false },
    },
  ]
}

const tagged: Kind = () => [
  {
    parts: [
      { known: { text: 'Oslo', type: 'Place' } },
      ' tomorrow with ',
      mention(STRANGERS[0] ?? BRAND),
      '. ',
      { hashtag: 'coffee' },
      ' ',
      { cashtag: 'KC' },
    ],
    more: { replySettings: 'mentionedUsers', lang: 'en', annotations: [COFFEE, COFFEE] },
  },
]

const followersOnly: Kind = ({ builder }) => [
  {
    parts: [sentence(builder)],
    more: {
      replySettings: 'following',
      possiblySensitive: true,
      extra: { community_id: '1493446837214187523', scopes: { followers: true } },
    },
  },
]

/** Once through is twenty posts of every sort. */
const KINDS: readonly Kind[] = [
  plain,
  withLink,
  photo,
  withVideo,
  tagged,
  promoted,
  quote,
  reply,
  note,
  gif,
  poll,
  atPlace,
  edited,
  repost,
  fourPhotos,
  promotedVideo,
  thread,
  withSameVideo,
  embedding,
  followersOnly,
]
