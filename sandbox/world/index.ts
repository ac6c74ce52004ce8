// The built-in world, generated from a seed for the month in which the sandbox starts: ids stay the same within a
// month. Posts are dated before and throughout that month, so that new ones appear.

import { writeBrand } from './brand.ts'
import { createBuilder, linkCard } from './builder.ts'
import type { Part } from './compose.ts'
import { DOCUMENTED_MEDIA, DOCUMENTED_POSTS } from './documented.ts'
import type { Builder } from './draft.ts'
import type { Foreign } from './kind.ts'
import {
  ACCOUNTS,
  ALL_USERS,
  BRAND,
  OTHER_USERS,
  PROTECTED_USER,
  SUSPENDED_USER,
  WRITER,
} from './people.ts'
import { sentence } from './phrases.ts'
import { IndexedPosts } from './published.ts'
import { createRandom } from './random.ts'
import { writeRarePosts } from './rare-posts.ts'
import { DAY, HOUR } from './time.ts'
import type { Wire, World, WorldPost, WorldUser } from './types.ts'

/** The number of other users' posts that appear during the month. */
const UPCOMING = 25

const PLACES: readonly Wire[] = [
  {
    id: '07d9e1a2b3c4d001',
    full_name: 'Halden, Norge',
    name: 'Halden',
    country: 'Norge',
    country_code: 'NO',
    place_type: 'city',
    geo: { type: 'Feature', bbox: [11.3311, 58.9912, 11.7712, 59.2433], properties: {} },
    contained_within: ['07d9e1a2b3c4d000'],
  },
  {
    id: '07d9e1a2b3c4d000',
    full_name: 'Norge',
    name: 'Norge',
    country: 'Norge',
    country_code: 'NO',
    place_type: 'country',
    geo: { type: 'Feature', bbox: [4.5, 57.9, 31.2, 71.2], properties: {} },
  },
  {
    id: '07d9e1a2b3c4d002',
    full_name: 'Café by the quay',
    name: 'Café by the quay',
    country: 'Norge',
    country_code: 'NO',
    place_type: 'poi',
    geo: {
      type: 'Feature',
      bbox: [11.387, 59.124, 11.387, 59.124],
      geometry: { type: 'Point', coordinates: [11.387, 59.124] },
      properties: {},
    },
    contained_within: ['07d9e1a2b3c4d001'],
  },
]

/** Generates the world for the UTC month of `now`. */
export const generateWorld = (seed: number, now: number): World => buildWorld(seed, now).world

let last: { readonly key: string; readonly world: World } | undefined

/** A generated world of one's own. The last one is copied, which is faster: tests open many sandboxes of one world. */
export const builtInWorld = (seed: number, now: number): World => {
  const key = `${seed} ${new Date(now).toISOString().slice(0, 7)}`
  if (last?.key !== key) last = { key, world: generateWorld(seed, now) }
  const { world } = last
  const posts = new IndexedPosts()
  for (const [id, post] of world.posts) posts.set(id, post)
  return { ...world, posts, media: new Map(world.media), users: new Map(world.users) }
}

/** The world, the builder that adds to it, and the posts to which new ones can refer. */
export const buildWorld = (
  seed: number,
  now: number,
): { readonly world: World; readonly builder: Builder; readonly foreign: Foreign } => {
  const date = new Date(now)
  const month = Date.UTC(date.getUTCFullYear(), date.getUTCMonth())
  const builder = createBuilder(createRandom(seed))
  const foreign = writeForeign(builder, month)
  writeBrand(builder, month, foreign)
  writeWriter(builder, month)
  // Last, so that the other posts stay the same.
  writeRarePosts(builder, month)
  for (const post of DOCUMENTED_POSTS) builder.posts.set(post.id, post)
  for (const media of DOCUMENTED_MEDIA) builder.media.set(media.key, media)
  const world: World = {
    posts: builder.posts,
    media: builder.media,
    polls: builder.polls,
    places: new Map(PLACES.map((place) => [String(place.id), place])),
    users: new Map(ALL_USERS.map((user) => [user.id, withPin(user, builder.posts)])),
    accounts: ACCOUNTS.map(({ id }) => id),
  }
  return { world, builder, foreign }
}

/** Pins the most popular post to the brand's profile. */
const withPin = (user: WorldUser, posts: ReadonlyMap<string, WorldPost>): WorldUser => {
  if (user.id !== BRAND.id) return user
  const viral = [...posts.values()].find(
    ({ authorId, numbers }) => authorId === user.id && numbers.organic.impressions > 2 ** 31,
  )
  return viral ? { ...user, pinnedPostId: viral.id } : user
}

const writeForeign = (builder: Builder, month: number): Foreign => {
  const { random, write } = builder
  const plain: WorldPost[] = []
  const videos: string[] = []
  for (let index = -UPCOMING; index < 48; index++) {
    const author = OTHER_USERS[modulo(index, OTHER_USERS.length)] ?? BRAND
    // Recent posts are 31 hours apart and older ones 50 days, so that there is always a post to quote.
    const age = index < 30 ? index * 31 * HOUR : (index - 29) * 50 * DAY
    const at = month - age - random.between(0, HOUR)
    const parts: Part[] = [sentence(builder)]
    const kind = modulo(index, 8)
    if (kind === 1) parts.push(' ', linkCard(builder, 'The long read'))
    if (kind === 4) parts.push(' ', { hashtag: 'coffee' })
    const post = write({
      author,
      at,
      parts,
      ...(kind === 2 && { media: [{ type: 'photo', altText: 'A cup on a table' }] }),
      ...(kind === 3 && {
        media: [{ type: 'video' }],
        reach: index === 3 ? 9_000_000_000 : 40_000,
      }),
      ...(kind === 5 && { media: [{ type: 'animated_gif' }] }),
      ...(kind === 6 && { poll: { labels: ['Yes', 'No'], minutes: 3 * 24 * 60 } }),
      ...(author.withheld && {
        more: { withheld: { copyright: false, country_codes: ['DE', 'FR'], scope: 'user' } },
      }),
    })
    plain.push(post)
    const [key] = post.mediaKeys
    if (kind === 3 && key !== undefined) videos.push(key)
  }
  for (const [index, author] of [PROTECTED_USER, SUSPENDED_USER].entries()) {
    for (let number = 0; number < 3; number++) {
      write({ author, at: month - (number * 9 + index + 1) * DAY, parts: [sentence(builder)] })
    }
  }
  return { plain, videos }
}

const writeWriter = (builder: Builder, month: number): void => {
  const { random, write } = builder
  for (let index = -7; index < 24; index++) {
    const kind = modulo(index, 6)
    write({
      author: WRITER,
      at: month - index * 5 * DAY - random.between(0, 12 * HOUR),
      parts: ['From the train window: ', sentence(builder)],
      ...(kind === 1 && { media: [{ type: 'video' }] }),
      ...(kind === 3 && { media: [{ type: 'photo' }] }),
      ...(kind === 5 && { promoted: true }),
    })
  }
  // A poll of one week every six days: at least one is always open.
  for (let number = -3; number < 6; number++) {
    write({
      author: WRITER,
      at: month + number * 6 * DAY,
      parts: ['Where do you sit?'],
      poll: { labels: ['Window seat', 'Aisle'], minutes: 7 * 24 * 60 },
    })
  }
}

const modulo = (number: number, by: number): number => ((number % by) + by) % by
