// The users of the built-in world. All are invented, except for the author of the posts that X's documentation
// quotes.

import { TWITTER_DEV } from './documented.ts'
import type { WorldUser } from './types.ts'

interface Person {
  readonly id: string
  readonly username: string
  readonly name: string
  readonly since: string
  readonly description: string
  readonly followers: number
  readonly more?: Partial<WorldUser>
}

const person = (fields: Person): WorldUser => ({
  id: fields.id,
  username: fields.username,
  name: fields.name,
  createdAt: Date.parse(fields.since),
  description: fields.description,
  profileImageUrl: `/pictures/profile_images/${fields.id}/normal.jpg`,
  protected: false,
  suspended: false,
  verifiedType: 'none',
  subscriptionType: 'None',
  counts: {
    followers: fields.followers,
    following: 120 + (fields.followers % 700),
    posts: 900 + (fields.followers % 5000),
    listed: Math.floor(fields.followers / 400),
    likes: 300 + (fields.followers % 9000),
    media: 40 + (fields.followers % 800),
  },
  ...fields.more,
})

/** The gateway's own account when it runs without keys. */
export const BRAND = person({
  id: '1354143047324299264',
  username: 'haldenroasters',
  name: 'Halden Roasters',
  since: '2021-01-26T19:31:58Z',
  description:
    'Small-batch coffee from the fjord. Roasted on Tuesdays, on your table by Friday. ☕️',
  followers: 48_212,
  more: {
    location: 'Halden, Norway',
    url: 'https://t.co/h4ld3nR0as',
    entities: {
      url: {
        urls: [
          {
            start: 0,
            end: 23,
            url: 'https://t.co/h4ld3nR0as',
            expanded_url: 'https://halden.example',
            display_url: 'halden.example',
          },
        ],
      },
    },
    profileBannerUrl: 'https://pbs.example/profile_banners/1354143047324299264/1500x500',
    verifiedType: 'business',
    subscriptionType: 'Premium',
  },
})

export const WRITER = person({
  id: '1289001122334455808',
  username: 'inesokafor',
  name: 'Ines Okafor',
  since: '2020-07-30T20:47:12Z',
  description: 'Writes about food, trains and the sea.',
  followers: 3_107,
  more: {
    location: 'Bergen',
    verifiedType: 'blue',
    subscriptionType: 'Basic',
    affiliation: {
      badge_url: 'https://pbs.example/semantic_core_img/halden.jpg',
      description: 'Halden Roasters',
      url: 'https://x.com/haldenroasters',
      user_id: [BRAND.id],
    },
  },
})

export const MAGAZINE = person({
  id: '1501234567890120705',
  username: 'kioskweekly',
  name: 'Kiosk Weekly',
  since: '2022-03-08T16:20:11Z',
  description: 'Magazines, and the people who still print them.',
  followers: 91_334,
  more: { verifiedType: 'blue', subscriptionType: 'PremiumPlus' },
})

const RAVI = person({
  id: '738291046120947712',
  username: 'ravimenon_',
  name: 'Ravi Menon',
  since: '2016-06-02T08:13:40Z',
  description: '',
  followers: 512,
})

export const LUMEN_LABS = person({
  id: '1129384756102938624',
  username: 'lumenlabs',
  name: 'Lumen Labs',
  since: '2019-05-17T14:02:51Z',
  description: 'Cameras for the dark. #lowlight',
  followers: 1_204_518,
  more: {
    entities: { description: { hashtags: [{ start: 22, end: 31, tag: 'lowlight' }] } },
    verifiedType: 'business',
  },
})

export const CITY = person({
  id: '902384756012938241',
  username: 'cityofaarby',
  name: 'City of Aarby',
  since: '2017-08-29T04:05:06Z',
  description: 'News from the town hall.',
  followers: 20_113,
  more: { verifiedType: 'government', location: 'Aarby' },
})

const WITHHELD_USER = person({
  id: '1600112233445566464',
  username: 'nordkanal',
  name: 'Nordkanal',
  since: '2022-12-06T12:44:59Z',
  description: 'Not shown everywhere.',
  followers: 8_870,
  more: { withheld: { country_codes: ['DE', 'FR'], scope: 'user' } },
})

export const OTHER_USERS: readonly WorldUser[] = [MAGAZINE, RAVI, LUMEN_LABS, CITY, WITHHELD_USER]

export const PROTECTED_USER = person({
  id: '815926411122233344',
  username: 'quietgarden',
  name: 'Quiet Garden',
  since: '2017-01-02T14:14:14Z',
  description: 'Followers only.',
  followers: 77,
  more: { protected: true },
})

export const SUSPENDED_USER = person({
  id: '1405060708091011072',
  username: 'dealbot9000',
  name: 'Deals Deals Deals',
  since: '2021-06-16T07:08:09Z',
  description: 'Everything must go.',
  followers: 12,
  more: { suspended: true },
})

/** The accounts that can log in. The first one owns the access token. */
export const ACCOUNTS: readonly WorldUser[] = [BRAND, WRITER, TWITTER_DEV]

export const ALL_USERS: readonly WorldUser[] = [
  ...ACCOUNTS,
  ...OTHER_USERS,
  PROTECTED_USER,
  SUSPENDED_USER,
]
