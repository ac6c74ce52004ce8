// Who is in a made world: the users of the answer, somebody whom it must not hold, and who asks.

import type { Wire, WorldUser } from '../../../sandbox/index.ts'
import type { Fixture, Link } from './fixture.ts'
import { createPicker, held } from './pick.ts'
import { askedFields } from './queries.ts'
import { DAY, type Register } from './register.ts'
import { type Item, itemOf } from './shape.ts'

export interface Cast {
  /** What X has to answer of each. */
  readonly samples: readonly Item[]
  readonly all: ReadonlyMap<string, WorldUser>
  readonly other: WorldUser
  readonly suspended: WorldUser
  readonly caller: WorldUser
  /** The fixture's user; with `other`, or no link at all, one that is not in the answer. */
  user(link: Link | undefined): WorldUser
  /** Whose a post is that has an author of this link. */
  author(link: Link | undefined): WorldUser
}

/** Until late in 2022 X gave an empty `url` to those who have none; the sandbox gives it to whom we do. */
const worldUser = (
  id: string,
  username: string,
  sample: Item,
  asked: ReadonlySet<string>,
): WorldUser => {
  const pick = createPicker(sample, asked)
  return {
    id,
    username,
    name: 'Somebody of ours',
    createdAt: Date.parse('2009-09-09T09:09:09Z'),
    description: sample.description === '' ? '' : 'Walks dogs',
    profileImageUrl: 'https://pictures.example/face.jpg',
    protected: false,
    suspended: false,
    verifiedType: 'government',
    subscriptionType: 'Premium',
    counts: { followers: 11, following: 12, posts: 13, listed: 14, likes: 15, media: 16 },
    profileBannerUrl: 'https://pictures.example/banner.jpg',
    ...held({
      location: pick('location', 'By the sea'),
      url: pick('url', 'https://links.example/home'),
      entities: pick<Wire>('entities', { description: { hashtags: [] } }),
      pinnedPostId: pick('pinned_tweet_id', '21'),
      withheld: pick<Wire>('withheld', { country_codes: ['AQ'] }),
    }),
  }
}

export const castOf = (fixture: Fixture, register: Register): Cast => {
  const all = new Map<string, WorldUser>()
  const asked = askedFields(fixture.query, 'user.fields')
  const born = Date.parse(fixture.at) - 900 * DAY
  const add = (name: string, sample?: Item, suspended = false): WorldUser => {
    const id = register.newId(name, born)
    const username = register.call(`user_${id}`, `name of ${name}`)
    const user = { ...worldUser(id, username, sample ?? {}, sample ? asked : new Set()), suspended }
    all.set(id, user)
    return user
  }

  const shapes = (fixture.users ?? []).map(itemOf)
  const shown = shapes.map((sample, index) => add(`user ${index}`, sample))
  const other = add('other user')
  const suspended = add('suspended user', undefined, true)
  const caller = (fixture.get === 'me' && shown[0]) || add('caller')
  const pick = (link: Link | undefined): WorldUser | undefined =>
    typeof link === 'number' ? shown[link] : undefined
  return {
    samples: shapes.map((sample, index) => ({
      ...sample,
      id: shown[index]?.id,
      username: shown[index]?.username,
    })),
    all,
    other,
    suspended,
    caller,
    user: (link) => pick(link) ?? other,
    author: (link) => pick(link) ?? (fixture.as === 'author' ? caller : other),
  }
}
