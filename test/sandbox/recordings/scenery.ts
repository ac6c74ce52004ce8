// The media, polls and places of a made world: those of the answer, and others that it must not hold.

import type { Wire, WorldMedia, WorldPoll } from '../../../sandbox/index.ts'
import type { Cast } from './cast.ts'
import type { Fixture, Link, Medium } from './fixture.ts'
import { createPicker, held } from './pick.ts'
import { askedFields } from './queries.ts'
import { bornAt, DAY, type Register, recordedPosts, shownPost } from './register.ts'
import { type Item, itemOf } from './shape.ts'

interface MediumOrigin {
  readonly key: string
  readonly ownerId: string
  readonly sourcePostId: string
  readonly createdAt: number
}

/** Photos have numbers here too: X gives none of them, and so must we. */
const worldMedium = (
  origin: MediumOrigin,
  type: Medium['type'],
  sample: Item = {},
  asked: ReadonlySet<string> = new Set(),
): WorldMedia => {
  const pick = createPicker(sample, asked)
  return {
    ...origin,
    type,
    plays: [
      {
        postId: origin.sourcePostId,
        at: origin.createdAt,
        organic: { views: 50, quartiles: [60, 40, 30, 20, 10] },
        ...(!asked.has('promoted_metrics') && {
          promoted: { views: 5, quartiles: [6, 4, 3, 2, 1] },
        }),
      },
    ],
    otherViews: 3,
    ...held({
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

export interface Shelf<T> {
  /** What X has to answer of each. */
  readonly samples: readonly Item[]
  readonly all: ReadonlyMap<string, T>
  readonly ids: readonly string[]
}

export interface MediaShelf extends Shelf<WorldMedia> {
  /** One more, of this owner. */
  other(ownerId: string): string
}

export const mediaOf = (
  fixture: Fixture,
  register: Register,
  cast: Cast,
  postId: (link: Link) => string,
): MediaShelf => {
  const all = new Map<string, WorldMedia>()
  const asked = askedFields(fixture.query, 'media.fields')
  const newKey = (type: WorldMedia['type'], name: string, born: number): string =>
    register.call(`${type === 'photo' ? 3 : 13}_${register.newId(`id of ${name}`, born)}`, name)
  const samples = (fixture.media ?? []).map(({ shape }) => itemOf(shape))
  const ids = (fixture.media ?? []).map(({ type, foreign }, index) => {
    const name = `medium ${index}`
    const user = recordedPosts(fixture).findIndex((post) => shownPost(post).media?.includes(index))
    const createdAt = bornAt(fixture, user) - 5000
    const key = newKey(type, name, createdAt)
    const { author } = shownPost(recordedPosts(fixture)[user])
    const origin = {
      key,
      ownerId: (foreign ? cast.other : cast.author(author)).id,
      sourcePostId: postId(foreign ? 'other' : user),
      createdAt,
    }
    all.set(key, worldMedium(origin, type, samples[index], asked))
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

export interface ShelfWithOther<T> extends Shelf<T> {
  readonly otherId: string
}

export const pollsOf = (fixture: Fixture, register: Register): ShelfWithOther<WorldPoll> => {
  const createdAt = Date.parse(fixture.at) - 9 * DAY
  const all = new Map<string, WorldPoll>()
  const add = (name: string, count: number): string => {
    const id = register.newId(name, createdAt)
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

/** What a place may have and was not always asked for. */
const MORE_OF_A_PLACE: Wire = {
  contained_within: ['elsewhere'],
  country: 'Nowhere',
  country_code: 'NW',
  geo: { type: 'Feature', bbox: [1, 2, 3, 4], properties: {} },
  name: 'Nothing',
  place_type: 'city',
}

export const placesOf = (fixture: Fixture, register: Register): ShelfWithOther<Wire> => {
  const all = new Map<string, Wire>()
  const asked = askedFields(fixture.query, 'place.fields')
  const more = Object.entries(MORE_OF_A_PLACE).filter(([name]) => !asked.has(name))
  const add = (name: string, sample: Item): string => {
    const id = register.call(`place${all.size}`, name)
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
