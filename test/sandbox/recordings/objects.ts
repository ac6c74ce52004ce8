// The media, polls and places of a fixture's world: those of the response, and others that it must not have.

import type { Wire, WorldMedia, WorldPoll } from '../../../sandbox/index.ts'
import type { Fixture, Link, Medium } from './fixture.ts'
import { bornAt, DAY, type IdRegistry, recordedPosts, shownPost } from './ids.ts'
import { createPicker, definedOnly } from './pick.ts'
import { requestedFields } from './queries.ts'
import { type Item, itemOf } from './shape.ts'
import type { Users } from './users.ts'

interface MediumOrigin {
  readonly key: string
  readonly ownerId: string
  readonly sourcePostId: string
  readonly createdAt: number
}

/** Photos have metrics too, so that the test covers their omission. */
const worldMedium = (
  origin: MediumOrigin,
  type: Medium['type'],
  sample: Item = {},
  requested: ReadonlySet<string> = new Set(),
): WorldMedia => {
  const pick = createPicker(sample, requested)
  return {
    ...origin,
    type,
    plays: [
      {
        postId: origin.sourcePostId,
        at: origin.createdAt,
        organic: { views: 50, quartiles: [60, 40, 30, 20, 10] },
        ...(!requested.has('promoted_metrics') && {
          promoted: { views: 5, quartiles: [6, 4, 3, 2, 1] },
        }),
      },
    ],
    otherViews: 3,
    ...definedOnly({
      altText: pick('alt_text', 'Two dogs'),
      durationMs: pick('duration_ms', 4321),
      height: pick('height', 720),
      width: pick('width', 1280),
      previewImageUrl: pick('preview_image_url', 'https://pictures.example/preview.jpg'),
      url: pick('url', 'https://pictures.example/whole.jpg'),
      variants: pick<Wire[]>('variants', [
        { content_type: 'application/x-mpegURL', url: 'https://videos.example/list.m3u8' },
      ]),
    }),
  }
}

export interface Objects<T> {
  /** The expected objects in the response. */
  readonly samples: readonly Item[]
  readonly all: ReadonlyMap<string, T>
  readonly ids: readonly string[]
}

export interface MediaObjects extends Objects<WorldMedia> {
  /** Adds media of this owner and returns its key. */
  other(ownerId: string): string
}

export const mediaOf = (
  fixture: Fixture,
  registry: IdRegistry,
  users: Users,
  postId: (link: Link) => string,
): MediaObjects => {
  const all = new Map<string, WorldMedia>()
  const requested = requestedFields(fixture.query, 'media.fields')
  const newKey = (type: WorldMedia['type'], name: string, born: number): string =>
    registry.assign(`${type === 'photo' ? 3 : 13}_${registry.newId(`id of ${name}`, born)}`, name)
  const samples = (fixture.media ?? []).map(({ shape }) => itemOf(shape))
  const ids = (fixture.media ?? []).map(({ type, foreign }, index) => {
    const name = `medium ${index}`
    const user = recordedPosts(fixture).findIndex((post) => shownPost(post).media?.includes(index))
    const createdAt = bornAt(fixture, user) - 5000
    const key = newKey(type, name, createdAt)
    const { author } = shownPost(recordedPosts(fixture)[user])
    const origin = {
      key,
      ownerId: (foreign ? users.other : users.author(author)).id,
      sourcePostId: postId(foreign ? 'other' : user),
      createdAt,
    }
    all.set(key, worldMedium(origin, type, samples[index], requested))
    return key
  })
  return {
    samples: samples.map((sample, index) => ({ ...sample, media_key: ids[index] })),
    all,
    ids,
    other: (ownerId) => {
      const createdAt = Date.parse(fixture.at) - DAY
      const key = newKey('video', 'other medium', createdAt)
      const origin = { key, ownerId, sourcePostId: postId('other'), createdAt }
      all.set(key, worldMedium(origin, 'video'))
      return key
    },
  }
}

export interface ObjectsWithOther<T> extends Objects<T> {
  readonly otherId: string
}

export const pollsOf = (fixture: Fixture, registry: IdRegistry): ObjectsWithOther<WorldPoll> => {
  const createdAt = Date.parse(fixture.at) - 9 * DAY
  const all = new Map<string, WorldPoll>()
  const add = (name: string, count: number): string => {
    const id = registry.newId(name, createdAt)
    const options = Array.from({ length: count }, () => ({ label: 'This one', votes: 8 }))
    all.set(id, { id, createdAt, endsAt: createdAt + DAY, options })
    return id
  }
  const shapes = (fixture.polls ?? []).map(itemOf)
  const ids = shapes.map(({ options }, index) => {
    return add(`poll ${index}`, Array.isArray(options) ? options.length : 0)
  })
  return {
    samples: shapes.map((sample, index) => ({ ...sample, id: ids[index] })),
    all,
    ids,
    otherId: add('other poll', 4),
  }
}

/** Optional fields of a place. */
const MORE_OF_A_PLACE: Wire = {
  contained_within: ['elsewhere'],
  country: 'Nowhere',
  country_code: 'NW',
  geo: { type: 'Feature', bbox: [1, 2, 3, 4], properties: {} },
  name: 'Nothing',
  place_type: 'city',
}

export const placesOf = (fixture: Fixture, registry: IdRegistry): ObjectsWithOther<Wire> => {
  const all = new Map<string, Wire>()
  const requested = requestedFields(fixture.query, 'place.fields')
  const more = Object.entries(MORE_OF_A_PLACE).filter(([name]) => !requested.has(name))
  const add = (name: string, sample: Item): string => {
    const id = registry.assign(`place${all.size}`, name)
    all.set(id, { ...Object.fromEntries(more), ...sample, id })
    return id
  }
  const shapes = (fixture.places ?? []).map(itemOf)
  const ids = shapes.map((sample, index) => add(`place ${index}`, sample))
  return {
    samples: shapes.map((sample, index) => ({ ...sample, id: ids[index] })),
    all,
    ids,
    otherId: add('other place', { full_name: 'Elsewhere' }),
  }
}
