// The posts of the examples in X's documentation, with the metrics printed there, so that a copied example returns
// the documented response. Their metrics do not change, and the private ones are served at any age.
//
// @see https://docs.x.com/x-api/fundamentals/metrics
// @see https://docs.x.com/x-api/posts/get-posts-by-ids

import { compose, type Part } from './compose.ts'
import type { Counts, PostNumbers, Wire, WorldMedia, WorldPost, WorldUser } from './types.ts'

export const TWITTER_DEV: WorldUser = {
  id: '2244994945',
  username: 'TwitterDev',
  name: 'Twitter Dev',
  createdAt: Date.parse('2013-12-14T04:35:55Z'),
  description:
    'The voice of the #TwitterDev team and your official source for updates, news, and events, related to the #TwitterAPI.',
  location: '127.0.0.1',
  url: 'https://t.co/3ZX3TNiZCY',
  entities: {
    description: {
      hashtags: [
        { start: 17, end: 28, tag: 'TwitterDev' },
        { start: 105, end: 116, tag: 'TwitterAPI' },
      ],
    },
    url: {
      urls: [
        {
          start: 0,
          end: 23,
          url: 'https://t.co/3ZX3TNiZCY',
          expanded_url: 'https://developer.x.com/en/community',
          display_url: 'developer.x.com/en/community',
        },
      ],
    },
  },
  profileImageUrl: '/pictures/profile_images/2244994945/normal.png',
  protected: false,
  suspended: false,
  verifiedType: 'business',
  subscriptionType: 'None',
  pinnedPostId: '1460323737035677698',
  counts: {
    followers: 532_101,
    following: 2021,
    posts: 4091,
    listed: 1784,
    likes: 2132,
    media: 801,
  },
}

const VIDEO_KEY = '13_1204080851740315648'

const organic: Counts = {
  impressions: 956,
  likes: 49,
  replies: 2,
  retweets: 9,
  urlClicks: 9,
  profileClicks: 34,
}

const videoNumbers: PostNumbers = { organic, quotes: 1, bookmarks: 0 }

const numbersOf = (likes: number, replies: number, retweets: number): PostNumbers => ({
  organic: {
    impressions: likes * 120,
    likes,
    replies,
    retweets,
    urlClicks: likes * 2,
    profileClicks: likes,
  },
  quotes: Math.floor(retweets / 4),
  bookmarks: Math.floor(likes / 10),
})

const annotation = (
  [domainId, domainName, domainDescription]: readonly string[],
  [id, name, description]: readonly string[],
): Wire => ({
  domain: { id: domainId, name: domainName, description: domainDescription },
  entity: { id, name, ...(description !== undefined && { description }) },
})

const BRAND_CATEGORY = [
  '46',
  'Brand Category',
  'Categories within Brand Verticals that narrow down the scope of Brands',
]
const BRAND = ['47', 'Brand', 'Brands and Companies']
const TECHNOLOGY = [
  '165',
  'Technology',
  'for individual and types of technology, e.g., food technology, 3D printing',
]

const services = annotation(BRAND_CATEGORY, ['781974596752842752', 'Services'])
const twitter = annotation(BRAND, ['10045225402', 'Twitter'])
const technology = annotation(TECHNOLOGY, [
  '848920371311001600',
  'Technology',
  'Technology and computing',
])
const socialMedia = annotation(TECHNOLOGY, ['1196446161223028736', 'Social media'])

interface Documented {
  readonly id: string
  readonly at: string
  readonly text: ReturnType<typeof compose>
  readonly numbers: PostNumbers
  readonly more?: Partial<WorldPost>
}

const documented = ({ id, at, text, numbers, more }: Documented): WorldPost => ({
  id,
  authorId: TWITTER_DEV.id,
  createdAt: Date.parse(at),
  text: text.text,
  ...(text.entities && { entities: text.entities }),
  lang: 'en',
  source: 'Twitter Web App',
  possiblySensitive: false,
  replySettings: 'everyone',
  conversationId: id,
  references: [],
  versions: [id],
  editable: true,
  mediaKeys: [],
  pollIds: [],
  countsLinkClicks: true,
  numbers,
  frozen: true,
  noAgeLimit: true,
  ...more,
})

const link = (url: string, expanded: string): Part => ({
  link: { url, expanded, display: expanded.replace('https://', '') },
})

const videoLink = (url: string, id: string): Part => ({
  media: {
    url,
    expanded: `https://x.com/TwitterDev/status/${id}/video/1`,
    display: url.replace('https://t.co', 'pic.x.com'),
    keys: [VIDEO_KEY],
  },
})

export const DOCUMENTED_POSTS: readonly WorldPost[] = [
  documented({
    id: '1204084171334832128',
    at: '2019-12-09T17:03:31Z',
    text: compose([
      'Tired of reading? We’ve got you covered. Learn about the capabilities of the Account Activity API in this video walkthrough with ',
      { mention: { id: '1434', username: 'tonyv00' } },
      ' from our DevRel team. 🍿 ⬇️ ',
      videoLink('https://t.co/LdHy4aLu0i', '1204084171334832128'),
    ]),
    numbers: videoNumbers,
    more: { mediaKeys: [VIDEO_KEY] },
  }),
  documented({
    id: '1263145271946551300',
    at: '2020-05-20T16:31:15Z',
    text: compose(['test']),
    numbers: videoNumbers,
    more: { mediaKeys: [VIDEO_KEY] },
  }),
  documented({
    id: '1460323737035677698',
    at: '2021-11-15T19:08:05Z',
    text: compose([
      'Introducing a new era for the Twitter Developer Platform! \n\n📣The Twitter API v2 is now the primary API and full of new features\n⏱Immediate access for most use cases, or apply to get more access for free\n📖Removed certain restrictions in the Policy\n',
      link('https://t.co/Hrm15bkBWJ', 'https://blog.x.com/developer/a-new-era'),
      ' ',
      link('https://t.co/YFfCDErHsg', 'https://x.com/TwitterDev/status/1460323737035677698'),
    ]),
    numbers: numbersOf(1124, 104, 259),
    more: { annotations: [services, twitter] },
  }),
  documented({
    id: '1519781379172495360',
    at: '2022-04-28T20:51:31Z',
    text: compose([
      'Our mission remains just as important as ever: to deliver an open platform that serves the public conversation. We’re continuing to innovate on the Twitter API v2 and invest in our developer community 🧵\n\n',
      link('https://t.co/Rug1l46sUc', 'https://devcommunity.x.com/'),
    ]),
    numbers: numbersOf(203, 28, 44),
    more: { annotations: [technology, socialMedia, services, twitter, socialMedia] },
  }),
  documented({
    id: '1519781381693353984',
    at: '2022-04-28T20:51:32Z',
    text: compose([
      'Catch up on recent launches and build with the core elements of the Twitter experience:\n🔖 New Bookmarks endpoints\n💬 New Quote Tweets lookup endpoints\n🔼 New sort_order parameter on search endpoints, and improvements to the Likes and Retweets endpoints',
    ]),
    numbers: numbersOf(68, 6, 15),
    more: {
      annotations: [technology, socialMedia, services, twitter, socialMedia],
      conversationId: '1519781379172495360',
      inReplyToUserId: TWITTER_DEV.id,
      references: [{ type: 'replied_to', id: '1519781379172495360' }],
      countsLinkClicks: false,
      editable: false,
    },
  }),
]

export const DOCUMENTED_MEDIA: readonly WorldMedia[] = [
  {
    key: VIDEO_KEY,
    type: 'video',
    ownerId: TWITTER_DEV.id,
    sourcePostId: '1204084171334832128',
    createdAt: Date.parse('2019-12-09T16:42:01Z'),
    width: 1280,
    height: 720,
    durationMs: 61_000,
    previewImageUrl: '/pictures/media/1204080851740315648.jpg',
    variants: [
      {
        bit_rate: 2_176_000,
        content_type: 'video/mp4',
        url: 'https://video.example/1204080851740315648/1280x720.mp4',
      },
      {
        content_type: 'application/x-mpegURL',
        url: 'https://video.example/1204080851740315648/pl.m3u8',
      },
    ],
    plays: [
      {
        postId: '1204084171334832128',
        at: Date.parse('2019-12-09T17:03:31Z'),
        organic: { views: 1, quartiles: [0, 2, 1, 1, 1] },
      },
    ],
    // The documented examples have 1808 public views and 1 organic view.
    otherViews: 1807,
    frozen: true,
    noAgeLimit: true,
  },
]
