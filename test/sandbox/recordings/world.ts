// The world of one recording: its posts, users, media, polls and places with invented values, other objects that the
// response must not have, and the expected response.

import type { Wire, World, WorldPoll, WorldPost, WorldUser } from '../../../sandbox/index.ts'
import type { Fixture, Link, Post, ShownPost } from './fixture.ts'
import {
  bornAt,
  createIdRegistry,
  DAY,
  type IdRegistry,
  isHidden,
  recordedPosts,
  shownPost,
} from './ids.ts'
import { type MediaObjects, mediaOf, type ObjectsWithOther, placesOf, pollsOf } from './objects.ts'
import { type Links, linkedSample, worldPost } from './post.ts'
import { requestedFields } from './queries.ts'
import { type Item, itemOf, type Names } from './shape.ts'
import { type Users, usersOf } from './users.ts'

export interface FixtureWorld {
  readonly world: World
  readonly names: Names
  /** The ids of the requested posts, in order. */
  readonly requestedIds: readonly string[]
  /** The expected object of each post; undefined for a hidden post. */
  readonly posts: readonly (Item | undefined)[]
  readonly users: readonly Item[]
  readonly media: readonly Item[]
  readonly polls: readonly Item[]
  readonly places: readonly Item[]
}

/** An id from before the ids that encode a time. */
const ANCIENT_ID = '31'

const postIdOf = (fixture: Fixture, registry: IdRegistry, post: Post, index: number): string => {
  if (isHidden(post) && post.hidden === 'malformed') return 'dummy'
  const name = `post ${index}`
  return shownPost(post).ancient
    ? registry.assign(ANCIENT_ID, name)
    : registry.newId(name, bornAt(fixture, index))
}

const authorOf = (post: Post, users: Users): WorldUser => {
  if (!isHidden(post)) return users.author(shownPost(post).author)
  if (post.hidden === 'suspended') return users.suspended
  return post.hidden === 'anonymous' ? users.caller : users.other
}

const isThere = (post: Post | undefined): boolean =>
  !isHidden(post) || (post.hidden !== 'missing' && post.hidden !== 'malformed')

/** The objects that posts can refer to. */
interface Scene {
  readonly users: Users
  readonly media: MediaObjects
  readonly polls: ObjectsWithOther<WorldPoll>
  readonly places: ObjectsWithOther<Wire>
  readonly postId: (link: Link) => string
  readonly otherVersionId: string
}

const linksOf = (
  { users, media, polls, places, postId, otherVersionId }: Scene,
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
    replyTo: users.user(post.replyTo).id,
    references: references.map(([type, to]) => ({ type, id: postId(to) })),
    mediaKeys,
    mediaSources: foreign.map(() => postId('other')),
    pollId: polls.ids[post.poll ?? -1] ?? polls.otherId,
    placeId: places.ids[post.place ?? -1] ?? places.otherId,
    mentioned: partsOf(shape.entities, 'mentions').map((_, index) =>
      users.user(post.mentions?.[index]),
    ),
    versions: versions?.map((link) => (link === 'other' ? otherVersionId : postId(link))) ?? [id],
  }
}

/** A list in an optional part of a post. */
const partsOf = (part: unknown, name: string): readonly unknown[] => {
  const list = (part as Item | undefined)?.[name]
  return Array.isArray(list) ? list : []
}

interface FixturePost {
  /** The expected object in the response. */
  readonly sample: Item
  readonly post: WorldPost
}

const createPost = (
  scene: Scene,
  id: string,
  post: Post,
  createdAt: number,
  requested: ReadonlySet<string>,
): FixturePost => {
  const author = authorOf(post, scene.users)
  const shown = shownPost(post)
  const links = linksOf(scene, id, shown, author)
  const sample = linkedSample(itemOf(shown.shape), links)
  const made = worldPost({
    sample,
    links,
    createdAt,
    requested,
    spare: { mediaKeys: [scene.media.other(author.id)], pollIds: [scene.polls.otherId] },
    olderVersion: scene.otherVersionId,
  })
  const anonymous = isHidden(post) && post.hidden === 'anonymous'
  return { sample, post: anonymous ? { ...made, refusedWithoutId: true } : made }
}

export const worldOf = (fixture: Fixture): FixtureWorld => {
  const at = Date.parse(fixture.at)
  const registry = createIdRegistry()
  const users = usersOf(fixture, registry)
  const recorded = recordedPosts(fixture)
  const ids = recorded.map((post, index) => postIdOf(fixture, registry, post, index))
  const otherId = registry.newId('other post', at - 2 * DAY)
  const otherVersionId = registry.newId('other version', at - 700 * DAY)
  const postId = (link: Link): string =>
    (typeof link === 'number' ? ids[link] : undefined) ?? otherId
  const scene: Scene = {
    users,
    media: mediaOf(fixture, registry, users, postId),
    polls: pollsOf(fixture, registry),
    places: placesOf(fixture, registry),
    postId,
    otherVersionId,
  }

  const requested = requestedFields(fixture.query, 'tweet.fields')
  const made = recorded.map((post, index) =>
    createPost(scene, postId(index), post, bornAt(fixture, index), requested),
  )
  const others = [otherId, otherVersionId].map((id) =>
    createPost(scene, id, '{}', at - 2 * DAY, new Set()),
  )
  const there = [...made.filter((_, index) => isThere(recorded[index])), ...others]
  return {
    names: registry.names,
    requestedIds: ids.slice(0, fixture.posts?.length ?? 0),
    posts: made.map(({ sample }, index) => (isHidden(recorded[index]) ? undefined : sample)),
    users: users.samples,
    media: scene.media.samples,
    polls: scene.polls.samples,
    places: scene.places.samples,
    world: {
      posts: new Map(there.map(({ post }) => [post.id, post])),
      media: scene.media.all,
      polls: scene.polls.all,
      places: scene.places.all,
      users: users.all,
      accounts: [users.caller.id],
    },
  }
}
