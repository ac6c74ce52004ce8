// The kinds of posts that the brand writes.

import { type Builder, type Draft, linkCard } from './builder.ts'
import type { Part } from './compose.ts'
import { ALL_USERS, BRAND, OTHER_USERS } from './people.ts'
import { LONG_STORY, sentence } from './phrases.ts'
import { MINUTE } from './time.ts'
import type { Wire, WorldPost, WorldUser } from './types.ts'

/** Posts of other users, to which the brand's posts refer. */
export interface Foreign {
  readonly plain: readonly WorldPost[]
  /** The keys of other users' videos. */
  readonly videos: readonly string[]
}

export interface PostInput {
  readonly builder: Builder
  readonly at: number
  /** The brand's earlier posts. */
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

/** A random earlier post. */
const pickEarlier = (
  at: number,
  posts: readonly WorldPost[],
  builder: Builder,
): WorldPost | undefined => {
  const earlier = posts.filter((post) => post.createdAt < at)
  return earlier.length > 0 ? builder.random.pick(earlier) : undefined
}

const authorOf = (post: WorldPost): WorldUser =>
  ALL_USERS.find(({ id }) => id === post.authorId) ?? BRAND

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

/** Returns one draft, or the versions of an edited post. */
type Kind = (input: PostInput) => BrandDraft | readonly BrandDraft[]

export const plain: Kind = ({ builder }) => ({
  parts: [sentence(builder)],
  more: { annotations: [COFFEE] },
})

const withLink: Kind = ({ builder }) => ({
  parts: [sentence(builder), ' ', linkCard(builder, 'How we roast')],
  more: { extra: { card_uri: `card://${builder.random.between(1e15, 9e15)}` } },
})

const withVideo: Kind = ({ builder }) => ({
  parts: [sentence(builder)],
  media: [{ type: 'video', altText: 'Beans falling into the drum' }],
})

/** A second post with an earlier video, whose metrics are the sum over both posts. */
const withSameVideo: Kind = ({ builder, written }) => {
  const key = written
    .flatMap(({ mediaKeys }) => mediaKeys)
    .findLast((each) => each.startsWith('13_') && builder.media.get(each)?.ownerId === BRAND.id)
  return {
    parts: ['Once more, because you asked: ', sentence(builder)],
    media: key === undefined ? [{ type: 'video' }] : [{ reuse: key }],
  }
}

const embedding: Kind = ({ builder, at, foreign }) => ({
  parts: ['Somebody filmed our window. ', sentence(builder)],
  media: foreign.videos
    .filter((key) => (builder.media.get(key)?.createdAt ?? at) < at)
    .slice(0, 2)
    .map((reuse) => ({ reuse })),
})

const promoted: Kind = ({ builder }) => ({
  parts: [sentence(builder), ' ', linkCard(builder, 'The spring offer')],
  promoted: true,
})

const promotedVideo: Kind = ({ builder }) => ({
  parts: [sentence(builder)],
  media: [{ type: 'video' }],
  promoted: true,
  more: { extra: { paid_partnership: true } },
})

/** A post with more impressions than a 32-bit integer can hold. */
export const viral: Kind = ({ builder }) => ({
  parts: ['Well. ', sentence(builder)],
  media: [{ type: 'video' }],
  reach: 2_900_000_000,
})

const photo: Kind = ({ builder }) => ({
  parts: [sentence(builder), ' ', { hashtag: 'halden' }],
  media: [{ type: 'photo', altText: 'Jute sacks in the roastery' }],
})

const fourPhotos: Kind = ({ builder }) => ({
  parts: ['🎉 Market day. ', sentence(builder)],
  media: [{ type: 'photo' }, { type: 'photo' }, { type: 'photo' }, { type: 'photo' }],
})

const gif: Kind = ({ builder }) => ({
  parts: [sentence(builder)],
  media: [{ type: 'animated_gif', altText: 'A kettle dances' }],
})

const poll: Kind = ({ builder }) => ({
  parts: ['Help us choose: light, dark, or both?'],
  poll: { labels: ['Light', 'Dark', 'Both 🤝'], minutes: builder.random.pick([60, 1440, 10080]) },
})

const atPlace: Kind = ({ builder }) => ({
  parts: ['At the harbour until four. ', sentence(builder)],
  more: { placeId: '07d9e1a2b3c4d001', point: [11.3875, 59.1248] },
})

const note: Kind = ({ builder }) => {
  const shown = `${[...LONG_STORY].slice(0, 276).join('')}`
  const random = builder.random.letters(10)
  return {
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
  }
}

const edited: Kind = ({ builder, at }) => {
  const text = sentence(builder)
  return [
    { at: at - 9 * MINUTE, parts: [`${text} Form Friday on.`] },
    { at: at - 4 * MINUTE, parts: [`${text} From Friday on.`] },
    { parts: [`${text} From Friday on, in Halden and Aarby.`] },
  ]
}

const quote: Kind = (input) => {
  const { builder, at, foreign } = input
  const quoted = pickEarlier(at, foreign.plain, builder)
  if (quoted === undefined) return plain(input)
  return { parts: ['This. ', quoteLink(builder, quoted)], more: refer('quoted', quoted) }
}

const reply: Kind = (input) => {
  const { builder, at, foreign } = input
  const to = pickEarlier(at, foreign.plain, builder)
  if (to === undefined) return plain(input)
  const { username } = authorOf(to)
  const words = 'Thank you! Come by on Saturday.'
  const start = username.length + 2
  return {
    parts: [mention(authorOf(to)), ' ', words],
    more: { ...refer('replied_to', to), displayRange: [start, start + words.length] },
  }
}

const thread: Kind = (input) => {
  const { builder, at, written } = input
  const to = written.findLast((post) => post.references.length === 0 && post.createdAt < at)
  if (to === undefined) return plain(input)
  return { parts: ['And another thing. ', sentence(builder)], more: refer('replied_to', to) }
}

const repost: Kind = (input) => {
  const { builder, at, foreign } = input
  const original = pickEarlier(at, foreign.plain, builder)
  if (original === undefined) return plain(input)
  const author = authorOf(original)
  return {
    parts: ['RT ', mention(author), `: ${original.text}`],
    more: { ...refer('retweeted', original), countsLinkClicks: false },
  }
}

const tagged: Kind = () => ({
  parts: [
    { annotation: { text: 'Oslo', type: 'Place' } },
    ' tomorrow with ',
    mention(OTHER_USERS[0] ?? BRAND),
    '. ',
    { hashtag: 'coffee' },
    ' ',
    { cashtag: 'KC' },
  ],
  more: { replySettings: 'mentionedUsers', lang: 'en', annotations: [COFFEE, COFFEE] },
})

const followersOnly: Kind = ({ builder }) => ({
  parts: [sentence(builder)],
  more: {
    replySettings: 'following',
    possiblySensitive: true,
    extra: { community_id: '1493446837214187523', scopes: { followers: true } },
  },
})

/** The kinds of posts, in the order in which they occur. */
export const BRAND_POST_KINDS: readonly Kind[] = [
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
