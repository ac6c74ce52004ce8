// The kinds of posts that the brand writes.

import { linkCard } from './builder.ts'
import { compose } from './compose.ts'
import { COFFEE, type Kind, plain } from './kind.ts'
import { BRAND, OTHER_USERS } from './people.ts'
import { LONG_STORY, sentence } from './phrases.ts'
import { mention, quote, reply, repost, thread } from './references.ts'
import { MINUTE } from './time.ts'

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

/** A post with more impressions than a 32-bit integer can hold. They are frozen: any growth would hide that of all other posts. */
export const viral: Kind = ({ builder }) => ({
  parts: ['Well. ', sentence(builder)],
  media: [{ type: 'video' }],
  reach: 2_900_000_000,
  more: { frozen: true },
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

const { text, entities } = compose([
  LONG_STORY,
  ' Measured with ',
  mention(OTHER_USERS[2] ?? BRAND),
  ', told at ',
  {
    link: {
      url: 'https://t.co/r0aStStOrY',
      expanded: 'https://halden.example/roasting',
      display: 'halden.example/roasting',
      isNotFollowed: true,
    },
  },
  ' ',
  { hashtag: 'coffee' },
  ' ',
  { cashtag: 'KC' },
])

/** The complete text of a long post. Its entities differ from those of the shortened text. */
const NOTE = { text, ...(entities && { entities }) }

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
          isNotFollowed: true,
        },
      },
    ],
    more: { note: NOTE, displayRange: [0, 276] },
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

/** The kinds of posts of other users who keep posting. */
export const OTHER_POST_KINDS: readonly [Kind, ...Kind[]] = [plain, photo, withVideo, withLink, gif]

/** The kinds of posts, in the order in which they occur. */
export const BRAND_POST_KINDS: readonly [Kind, ...Kind[]] = [
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
