// A world made for one recording: everything that its answer shows, in values of our own, and more than
// it asked for, so that leaving out what was not asked is part of the test.

import type {
  Wire,
  World,
  WorldMedia,
  WorldPoll,
  WorldPost,
  WorldUser,
} from '../../../src/sandbox/index.ts'
import { type Fixture, queries, type RecordedPost, shapeText } from './fixtures.ts'
import { child, madeUp, parseShape, type Tree } from './shape.ts'

const DAY = 86_400_000
const OWNER = '9000'
const STRANGER = '9001'
const SUSPENDED = '9002'
const FIRST_USER = 9100

const snowflake = (time: number, sequence: number): string =>
  String(((BigInt(Math.round(time)) - 1_288_834_974_657n) << 22n) + BigInt(sequence))

export interface MadeWorld {
  readonly world: World
  /** The id of a post of the fixture, or of one that cannot be given. */
  readonly idOf: (asked: number | string) => string
}

/** Those in the list parameter of the fixture's request. */
const askedFields = (fixture: Fixture, parameter: string): ReadonlySet<string> => {
  const query = new URLSearchParams(queries[fixture.query])
  return new Set((query.get(parameter) ?? '').split(','))
}

/**
 * An optional part: as the shape has it where it was asked for, and made up where it was not, since
 * the recording cannot tell.
 */
const optional = <T>(
  tree: Tree,
  asked: ReadonlySet<string>,
  name: string,
  make: (part: Tree | undefined) => T,
): T | undefined => {
  const part = child(tree, name)
  return part === undefined && asked.has(name) ? undefined : make(part)
}

/** Without the keys that have no value, as exact optional properties want it. */
const defined = <T extends object>(
  parts: { [K in keyof T]: T[K] | undefined },
): { [K in keyof T]?: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>
  }

const wire = (part: Tree | undefined, otherwise: Wire): Wire =>
  part === undefined ? otherwise : (madeUp(part) as Wire)

const person = (id: string, more: Partial<WorldUser> = {}): WorldUser => ({
  id,
  username: `user_${id}`,
  name: `User ${id}`,
  createdAt: Date.parse('2015-05-05'),
  description: 'Somebody',
  profileImageUrl: 'https://pbs.example/normal.jpg',
  protected: false,
  suspended: false,
  verifiedType: 'none',
  subscriptionType: 'None',
  counts: { followers: 1, following: 2, posts: 3, listed: 4, likes: 5, media: 6 },
  ...more,
})

const recordedUser = (fixture: Fixture, shape: number, id: string): WorldUser => {
  const tree = parseShape(shapeText(shape))
  const asked = askedFields(fixture, 'user.fields')
  return person(id, {
    ...defined({
      location: optional(tree, asked, 'location', () => 'Somewhere'),
      url: optional(tree, asked, 'url', () => 'https://t.co/abc'),
      pinnedPostId: optional(tree, asked, 'pinned_tweet_id', () => '20'),
      withheld: optional(tree, asked, 'withheld', (part) => wire(part, { country_codes: ['XY'] })),
      entities: optional(tree, asked, 'entities', (part) => wire(part, { description: {} })),
    }),
  })
}

export const worldOf = (fixture: Fixture): MadeWorld => {
  const at = Date.parse(fixture.at)
  const ids = new Map<number | string, string>()
  const born = (post: RecordedPost): number => at - (post.age ?? 0) * DAY - 1000
  for (const [index, post] of (fixture.posts ?? []).entries()) {
    ids.set(index, post.ancient ? String(31 + index) : snowflake(born(post), index + 1))
  }
  ids.set('suspended', snowflake(at - DAY, 900))
  ids.set('refused', snowflake(at - DAY, 901))
  ids.set('missing', snowflake(at - DAY, 902))
  const idOf = (asked: number | string): string => ids.get(asked) ?? String(asked)
  /** Something that is referred to but not there. */
  const absent = (index: number, time: number): string =>
    index < 0 ? snowflake(time - 60_000, 903) : idOf(index)

  const userId = (index: number | undefined): string | undefined =>
    index === undefined || index < 0 ? undefined : String(FIRST_USER + index)
  const users = new Map(
    [
      person(OWNER),
      person(STRANGER),
      person(SUSPENDED, { suspended: true }),
      ...(fixture.users ?? []).map((shape, index) =>
        recordedUser(fixture, shape, fixture.path === 'me' ? OWNER : String(FIRST_USER + index)),
      ),
    ].map((user) => [user.id, user]),
  )
  const usual = fixture.as === 'owner' ? OWNER : STRANGER

  const media = new Map<string, WorldMedia>()
  const mediaKey = (index: number): string => {
    const type = fixture.media?.[index]?.type ?? 'photo'
    return `${{ photo: 3, video: 13, animated_gif: 16 }[type]}_${snowflake(at - DAY, 500 + index)}`
  }

  const mediaAsked = askedFields(fixture, 'media.fields')
  const addMedia = (index: number, post: RecordedPost, postId: string): string => {
    const recorded = fixture.media?.[index]
    const key = mediaKey(index)
    if (recorded === undefined) return key
    const tree = parseShape(shapeText(recorded.shape))
    const part = <T>(name: string, value: T): T | undefined => {
      return optional(tree, mediaAsked, name, () => value)
    }
    const playback = { views: 7, quartiles: [9, 5, 4, 3, 2] } as const
    media.set(key, {
      key,
      type: recorded.type,
      ownerId: recorded.foreign ? STRANGER : (userId(post.author) ?? usual),
      sourcePostId: recorded.foreign ? snowflake(at - 2 * DAY, 904) : postId,
      createdAt: born(post) - 1000,
      plays: [{ postId, at: born(post), organic: playback }],
      frozen: true,
      ...defined({
        altText: part('alt_text', 'A picture'),
        durationMs: recorded.type === 'video' ? part('duration_ms', 1234) : undefined,
        height: part('height', 480),
        width: part('width', 640),
        previewImageUrl: part('preview_image_url', 'https://pbs.example/preview.jpg'),
        url: part('url', 'https://pbs.example/media.jpg'),
        variants: optional(tree, mediaAsked, 'variants', (found) =>
          found === undefined ? [] : (madeUp(found) as Wire[]),
        ),
      }),
    })
    return key
  }

  const asked = new Set([
    ...askedFields(fixture, 'tweet.fields'),
    'attachments',
    'referenced_tweets',
  ])
  const post = (recorded: RecordedPost, index: number): WorldPost => {
    const tree = parseShape(shapeText(recorded.shape))
    const id = idOf(index)
    const time = born(recorded)
    const empty = [...(tree.kind === 'object' ? tree.keys : [])].filter(
      ([, part]) => part.kind === 'object' && part.keys.size === 0,
    )
    const versions = recorded.versions?.map((version) =>
      version < 0 ? absent(-1, time) : idOf(version),
    )
    return {
      id,
      authorId: userId(recorded.author) ?? usual,
      createdAt: recorded.ancient ? Date.parse('2006-04-01') : time,
      text: 'Words of our own',
      lang: 'en',
      source: 'Some app',
      possiblySensitive: false,
      replySettings: 'everyone',
      conversationId: id,
      references: (recorded.references ?? []).map(([type, to]) => ({ type, id: absent(to, time) })),
      versions: versions ?? [id],
      editable: true,
      mediaKeys: (recorded.media ?? []).map((each) => addMedia(each, recorded, id)),
      pollIds: recorded.poll === undefined ? [] : [`77${recorded.poll}`],
      countsLinkClicks: recorded.clicks ?? true,
      frozen: true,
      numbers: {
        organic: {
          impressions: 90,
          likes: 5,
          replies: 1,
          retweets: 2,
          urlClicks: 3,
          profileClicks: 4,
        },
        quotes: 1,
        bookmarks: 1,
      },
      extra: Object.fromEntries(empty.map(([name]) => [name, {}])),
      ...defined({
        inReplyToUserId: optional(
          tree,
          asked,
          'in_reply_to_user_id',
          () => userId(recorded.replyTo) ?? '42',
        ),
        placeId: recorded.place === undefined ? undefined : `place${recorded.place}`,
        point: optional(tree, asked, 'geo', (part) =>
          child(part, 'coordinates') ? ([1.5, 2.5] as const) : undefined,
        ),
        entities: optional(tree, asked, 'entities', (part) => entitiesOf(part, recorded)),
        annotations: optional(tree, asked, 'context_annotations', (part) =>
          part === undefined ? [] : (madeUp(part) as Wire[]),
        ),
        withheld: optional(tree, asked, 'withheld', (part) => wire(part, { copyright: true })),
        note: optional(tree, asked, 'note_tweet', (part) => ({
          text: 'All of the words',
          ...defined({ entities: child(part, 'entities') && wire(child(part, 'entities'), {}) }),
        })),
      }),
    }
  }

  const entitiesOf = (part: Tree | undefined, recorded: RecordedPost): Wire => {
    const entities = wire(part, { hashtags: [{ start: 0, end: 5, tag: 'Words' }] })
    const mentions = entities.mentions as Wire[] | undefined
    if (mentions === undefined) return entities
    return {
      ...entities,
      mentions: mentions.map((mention, index) => ({
        ...mention,
        username: `user_${userId(recorded.mentions?.[index]) ?? 'nobody'}`,
      })),
    }
  }

  const simple = (id: string, authorId: string): WorldPost => ({
    ...post({ shape: 0, age: 1 }, -1),
    id,
    authorId,
  })
  const posts = [
    ...(fixture.posts ?? []).map(post),
    simple(idOf('suspended'), SUSPENDED),
    simple(idOf('refused'), STRANGER),
  ]
  const polls = (fixture.polls ?? []).map((shape, index): WorldPoll => {
    const options = child(parseShape(shapeText(shape)), 'options')
    return {
      id: `77${index}`,
      createdAt: at - 9 * DAY,
      endsAt: at - 8 * DAY,
      options: (options?.kind === 'array' ? options.items : []).map(() => ({
        label: 'This',
        votes: 2,
      })),
    }
  })
  const places = (fixture.places ?? []).map(
    (shape, index): Wire => ({
      ...wire(parseShape(shapeText(shape)), {}),
      id: `place${index}`,
    }),
  )
  return {
    idOf,
    world: {
      posts: new Map(posts.map((each) => [each.id, each])),
      media,
      polls: new Map(polls.map((each) => [each.id, each])),
      places: new Map(places.map((each) => [String(each.id), each])),
      users,
      accounts: [OWNER],
    },
  }
}
