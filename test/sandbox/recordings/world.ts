// A world made for one recording: its posts, users, media, polls and places in values of our own, some
// others that the answer must not hold, and what X has to answer of each.

import type { Wire, World, WorldPoll, WorldPost, WorldUser } from '../../../sandbox/index.ts'
import { type Cast, castOf } from './cast.ts'
import type { Fixture, Link, Post, ShownPost } from './fixture.ts'
import { type Links, linkedSample, worldPost } from './post.ts'
import { askedFields } from './queries.ts'
import {
  bornAt,
  createRegister,
  DAY,
  isHidden,
  type Register,
  recordedPosts,
  shownPost,
} from './register.ts'
import { type MediaShelf, mediaOf, placesOf, pollsOf, type ShelfWithOther } from './scenery.ts'
import { type Item, itemOf, type Names } from './shape.ts'

export interface MadeWorld {
  readonly world: World
  readonly names: Names
  /** Of the posts asked, in their order. */
  readonly askedIds: readonly string[]
  /** What X has to answer of each; of a hidden post nothing. */
  readonly posts: readonly (Item | undefined)[]
  readonly users: readonly Item[]
  readonly media: readonly Item[]
  readonly polls: readonly Item[]
  readonly places: readonly Item[]
}

/** From before the ids that carry a time. */
const ANCIENT_ID = '31'

const postIdOf = (fixture: Fixture, register: Register, post: Post, index: number): string => {
  if (isHidden(post) && post.hidden === 'malformed') return 'dummy'
  const name = `post ${index}`
  return shownPost(post).ancient
    ? register.call(ANCIENT_ID, name)
    : register.newId(name, bornAt(fixture, index))
}

const authorOf = (post: Post, cast: Cast): WorldUser => {
  if (!isHidden(post)) return cast.author(shownPost(post).author)
  if (post.hidden === 'suspended') return cast.suspended
  return post.hidden === 'anonymous' ? cast.caller : cast.other
}

const isThere = (post: Post | undefined): boolean =>
  !isHidden(post) || (post.hidden !== 'missing' && post.hidden !== 'malformed')

/** Where posts find what they point at. */
interface Scene {
  readonly cast: Cast
  readonly media: MediaShelf
  readonly polls: ShelfWithOther<WorldPoll>
  readonly places: ShelfWithOther<Wire>
  readonly postId: (link: Link) => string
  readonly otherVersionId: string
}

const linksOf = (
  { cast, media, polls, places, postId, otherVersionId }: Scene,
  id: string,
  post: ShownPost,
  author: WorldUser,
): Links => {
  const shape = itemOf(post.shape)
  const mediaKeys =
    post.media?.map((index) => media.ids[index] ?? '') ??
    partsOf(shape.attachments, 'media_keys').map(() => media.other(author.id))
  const foreign = mediaKeys.filter((key) => media.all.get(key)?.ownerId !== author.id)
  const { references = [['quoted', 'other']], versions } = post
  return {
    id,
    authorId: author.id,
    replyTo: cast.user(post.replyTo).id,
    references: references.map(([type, to]) => ({ type, id: postId(to) })),
    mediaKeys,
    mediaSources: foreign.map(() => postId('other')),
    pollId: polls.ids[post.poll ?? -1] ?? polls.otherId,
    placeId: places.ids[post.place ?? -1] ?? places.otherId,
    mentioned: partsOf(shape.entities, 'mentions').map((_, index) =>
      cast.user(post.mentions?.[index]),
    ),
    versions: versions?.map((link) => (link === 'other' ? otherVersionId : postId(link))) ?? [id],
  }
}

/** A list inside an optional part of a post. */
const partsOf = (part: unknown, name: string): readonly unknown[] => {
  const list = (part as Item | undefined)?.[name]
  return Array.isArray(list) ? list : []
}

interface MadePost {
  /** What X has to answer of it. */
  readonly sample: Item
  readonly post: WorldPost
}

const makePost = (
  scene: Scene,
  id: string,
  post: Post,
  createdAt: number,
  asked: ReadonlySet<string>,
): MadePost => {
  const author = authorOf(post, scene.cast)
  const shown = shownPost(post)
  const links = linksOf(scene, id, shown, author)
  const sample = linkedSample(itemOf(shown.shape), links)
  const made = worldPost({
    sample,
    links,
    createdAt,
    asked,
    spare: { mediaKeys: [scene.media.other(author.id)], pollIds: [scene.polls.otherId] },
    olderVersion: scene.otherVersionId,
  })
  const anonymous = isHidden(post) && post.hidden === 'anonymous'
  return { sample, post: anonymous ? { ...made, refusedAnonymously: true } : made }
}

export const worldOf = (fixture: Fixture): MadeWorld => {
  const at = Date.parse(fixture.at)
  const register = createRegister()
  const cast = castOf(fixture, register)
  const recorded = recordedPosts(fixture)
  const ids = recorded.map((post, index) => postIdOf(fixture, register, post, index))
  const otherId = register.newId('other post', at - 2 * DAY)
  const otherVersionId = register.newId('other version', at - 700 * DAY)
  const postId = (link: Link): string =>
    (typeof link === 'number' ? ids[link] : undefined) ?? otherId
  const scene: Scene = {
    cast,
    media: mediaOf(fixture, register, cast, postId),
    polls: pollsOf(fixture, register),
    places: placesOf(fixture, register),
    postId,
    otherVersionId,
  }

  const asked = askedFields(fixture.query, 'tweet.fields')
  const made = recorded.map((post, index) =>
    makePost(scene, postId(index), post, bornAt(fixture, index), asked),
  )
  const others = [otherId, otherVersionId].map((id) =>
    makePost(scene, id, '{}', at - 2 * DAY, new Set()),
  )
  const there = [...made.filter((_, index) => isThere(recorded[index])), ...others]
  return {
    names: register.names,
    askedIds: ids.slice(0, fixture.posts?.length ?? 0),
    posts: made.map(({ sample }, index) => (isHidden(recorded[index]) ? undefined : sample)),
    users: cast.samples,
    media: scene.media.samples,
    polls: scene.polls.samples,
    places: scene.places.samples,
    world: {
      posts: new Map(there.map(({ post }) => [post.id, post])),
      media: scene.media.all,
      polls: scene.polls.all,
      places: scene.places.all,
      users: cast.all,
      accounts: [cast.caller.id],
    },
  }
}
