// The users of a fixture’s world: those of the response, one that it must not have, and the caller.

import type { Wire, WorldUser } from '../../../sandbox/index.ts'
import type { Fixture, Link } from './fixture.ts'
import { DAY, type IdRegistry } from './ids.ts'
import { createPicker, definedOnly } from './pick.ts'
import { requestedFields } from './queries.ts'
import { type Item, itemOf } from './shape.ts'

export interface Users {
  /** The expected objects in the response. */
  readonly samples: readonly Item[]
  readonly all: ReadonlyMap<string, WorldUser>
  readonly other: WorldUser
  readonly suspended: WorldUser
  readonly caller: WorldUser
  /** The fixture's user, or for `other` or no link one outside the response. */
  user(link: Link | undefined): WorldUser
  /** The author of a post with this link. */
  author(link: Link | undefined): WorldUser
}

/** Users have a `url` only if the recorded shape has one or it was not requested. */
const worldUser = (
  id: string,
  username: string,
  sample: Item,
  requested: ReadonlySet<string>,
): WorldUser => {
  const pick = createPicker(sample, requested)
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
    ...definedOnly({
      location: pick('location', 'By the sea'),
      url: pick('url', 'https://links.example/home'),
      entities: pick<Wire>('entities', { description: { hashtags: [] } }),
      pinnedPostId: pick('pinned_tweet_id', '21'),
      withheld: pick<Wire>('withheld', { country_codes: ['AQ'] }),
    }),
  }
}

export const usersOf = (fixture: Fixture, registry: IdRegistry): Users => {
  const all = new Map<string, WorldUser>()
  const requested = requestedFields(fixture.query, 'user.fields')
  const born = Date.parse(fixture.at) - 900 * DAY
  const add = (name: string, sample?: Item, suspended = false): WorldUser => {
    const id = registry.newId(name, born)
    const username = registry.assign(`user_${id}`, `name of ${name}`)
    const user = {
      ...worldUser(id, username, sample ?? {}, sample ? requested : new Set()),
      suspended,
    }
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
