// Posts with fields and references that few posts have, and posts in other scripts.

import { linkCard } from './builder.ts'
import type { Part } from './compose.ts'
import type { Builder, Draft } from './draft.ts'
import {
  BRAND,
  CITY,
  LUMEN_LABS,
  MAGAZINE,
  PROTECTED_USER,
  SUSPENDED_USER,
  WRITER,
} from './people.ts'
import { mention, quoteLink, refer } from './references.ts'
import { DAY } from './time.ts'
import type { WorldPost, WorldUser } from './types.ts'

interface RarePost extends Omit<Draft, 'at'> {
  /** The age at the beginning of the month, in days. */
  readonly days: number
}

/** Text that clients cut, measure or align wrongly: other directions, combined characters, no spaces. */
const OTHER_SCRIPTS: readonly (readonly [lang: string, parts: readonly Part[]])[] = [
  ['ar', ['قهوة جديدة من ', mention(BRAND), ' كل يوم ثلاثاء ☕️ ', { hashtag: 'قهوة' }]],
  ['he', ['קפה טרי, 250 גרם (בלבד!) ', { hashtag: 'קפה' }, ' 🫘']],
  ['fa', ['می‌خواهید قهوه را امتحان کنید؟ ', mention(CITY)]],
  ['ja', ['新しい豆が届きました。', { hashtag: 'コーヒー' }, ' 毎週火曜日に焙煎します🔥']],
  ['zh', ['新到的咖啡豆，今天開始販售。']],
  ['ko', ['새 원두가 도착했어요 ', { hashtag: '커피' }]],
  ['hi', ['नई कॉफ़ी आ गई है! ', { hashtag: 'कॉफ़ी' }]],
  ['th', ['กาแฟใหม่มาแล้ววันนี้']],
  ['ru', ['Свежая обжарка: ', { hashtag: 'кофе' }, ' 250 г']],
  ['vi', ['Ca\u0300 phe\u0302 mo\u031b\u0301i rang: dấu tách rời và dấu liền']],
  ['qme', ['👩‍🌾👨🏽‍🍳🏳️‍🌈🇳🇴1️⃣']],
]

const inOtherScripts = (): RarePost[] =>
  OTHER_SCRIPTS.map(([lang, parts], index) => ({
    author: index % 3 === 0 ? CITY : BRAND,
    days: 2 + index * 2,
    parts,
    more: { lang },
  }))

/** Posts whose references cannot be shown. */
const withLostReferences = (builder: Builder, month: number): RarePost[] => {
  const deletedId = builder.random.id(month - 40 * DAY)
  const deleted = { id: deletedId, authorId: CITY.id, conversationId: deletedId }
  const postOf = (author: WorldUser): WorldPost | undefined =>
    [...builder.posts.values()].findLast(({ authorId }) => authorId === author.id)
  const quotes = [deleted, postOf(PROTECTED_USER), postOf(SUSPENDED_USER)]
  return [
    ...quotes.flatMap((post, index) =>
      post === undefined
        ? []
        : {
            author: BRAND,
            days: 0.4 + index * 0.2,
            parts: ['We said it first. ', quoteLink(builder, post)],
            more: refer('quoted', post),
          },
    ),
    {
      author: BRAND,
      days: 1.3,
      parts: [mention(CITY), ' Count us in.'],
      more: refer('replied_to', deleted),
    },
  ]
}

const article = ({ random }: Builder): RarePost => ({
  author: BRAND,
  days: 3.2,
  parts: [
    {
      link: {
        url: `https://t.co/${random.letters(10)}`,
        expanded: `https://x.com/i/article/${random.between(1e15, 9e15)}`,
        display: 'x.com/i/article/…',
        isNotFollowed: true,
      },
    },
  ],
  article: {
    title: 'Twelve minutes from sack to tray',
    parts: [
      'A roast is twelve minutes of listening. ',
      'This is what we listen for, minute by minute, and what we wrote down in ten years of it.\n\n',
      'The drum turns at fifty-two revolutions. The beans go in at two hundred degrees. ',
      'Thank you for the thermometers, ',
      mention(LUMEN_LABS),
      '. ',
      { hashtag: 'coffee' },
      ' ',
      { cashtag: 'KC' },
    ],
    media: [
      { type: 'photo', altText: 'A roasting drum, seen from inside' },
      { type: 'photo', altText: 'A page of handwritten temperatures' },
      { type: 'video', altText: 'The first crack' },
    ],
  },
})

/** A post on which readers requested a community note. */
const doubted = (builder: Builder): RarePost => {
  const { random } = builder
  const source = 'https://harbour.example/opening-hours'
  return {
    author: MAGAZINE,
    days: 4.1,
    parts: ['The roastery at the harbour has closed for good. ', linkCard(builder, 'Closing time')],
    media: [{ type: 'photo', altText: 'A closed shutter' }],
    more: {
      extra: {
        matched_media_notes: [
          { match_status: 'matched_and_shown', note_id: random.id(Date.UTC(2026, 1)) },
        ],
        note_request_suggestions: [
          {
            suggestion: 'The roastery is open on Tuesdays.',
            suggestion_id: random.id(Date.UTC(2026, 2)),
            source_link: source,
          },
        ],
        suggested_source_links: [source, 'https://halden.example/visit'],
        suggested_source_links_with_counts: [
          { url: source, count: 3 },
          { url: 'https://halden.example/visit', count: 1 },
        ],
      },
    },
  }
}

const others: readonly RarePost[] = [
  {
    author: BRAND,
    days: 5.3,
    parts: ['The film of the year.'],
    media: [
      {
        type: 'video',
        altText: 'Two hands over a sieve',
        title: 'A year in the roastery',
        description: 'Fifty-two Tuesdays in two minutes.',
      },
    ],
    more: {
      extra: { community_id: '1493446837214187523', card_uri: 'card://1790000000000000001' },
    },
  },
  {
    author: LUMEN_LABS,
    days: 6.2,
    parts: ['Thirty seconds of somebody else’s music.'],
    more: { withheld: { copyright: true, country_codes: ['NO', 'SE'], scope: 'tweet' } },
  },
  {
    author: WRITER,
    days: 7.4,
    parts: ['The café by the quay has the better window.'],
    more: { placeId: '07d9e1a2b3c4d002', replySettings: 'subscribers' },
  },
]

export const writeRarePosts = (builder: Builder, month: number): void => {
  const posts = [
    ...inOtherScripts(),
    ...withLostReferences(builder, month),
    article(builder),
    doubted(builder),
    ...others,
  ]
  for (const { days, ...draft } of posts) builder.write({ ...draft, at: month - days * DAY })
}
