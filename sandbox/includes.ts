// `includes` of a lookup: the objects that the requested expansions lead to, each once, in the order in which
// the posts refer to them, and a problem for each user that X cannot show.

import { notFoundProblem, type Problem, suspendedUserProblem } from './refusals.ts'
import { mediaShape } from './shapes/media.ts'
import { placeShape, pollShape } from './shapes/poll-and-place.ts'
import { userShape } from './shapes/user.ts'
import type { View, WireObject } from './shapes/view.ts'
import { nameKey, usersByName } from './world/names.ts'
import type { WorldPost, WorldUser } from './world/types.ts'

export interface Includes {
  /** Adds everything that the requested expansions lead to from this post. */
  expand(post: WorldPost): void
  /** The kinds of objects of which there are any. */
  nonEmpty(): WireObject
}

/** Returns an expanded post, or reports why the caller may not see it. */
type ShowPost = (
  id: string,
  expansion: string,
) => { readonly post: WorldPost; readonly shape: WireObject } | undefined

/** Appends to `errors` a problem for each user that X cannot show. */
export const createIncludes = (view: View, errors: Problem[], showPost: ShowPost): Includes => {
  const { world, now, era, fieldSet } = view
  const kinds = {
    media: new Map<string, WireObject>(),
    places: new Map<string, WireObject>(),
    polls: new Map<string, WireObject>(),
    tweets: new Map<string, WireObject>(),
    users: new Map<string, WireObject>(),
  }
  const has = (expansion: string): boolean => fieldSet.expansions.has(expansion)

  const reported = new Set<string>()
  /** Reports a user that is missing or suspended, once per expansion. */
  const addUser = (user: WorldUser | undefined, expansion: string, value: string): void => {
    if (user !== undefined && !user.suspended) {
      if (!kinds.users.has(user.id)) kinds.users.set(user.id, userShape(user, view))
      return
    }
    const key = `${expansion} ${value}`
    if (reported.has(key)) return
    reported.add(key)
    errors.push(
      user === undefined
        ? notFoundProblem(era, 'user', expansion, value)
        : suspendedUserProblem(era, expansion, value),
    )
  }
  const addUserById = (id: string | undefined, expansion: string): void => {
    if (id !== undefined) addUser(world.users.get(id), expansion, id)
  }
  const addMedia = (post: WorldPost): void => {
    for (const key of post.mediaKeys) {
      const media = world.media.get(key)
      if (media && !kinds.media.has(key)) kinds.media.set(key, mediaShape(media, post, view))
    }
  }
  const addPolls = (post: WorldPost): void => {
    for (const id of post.pollIds) {
      const poll = world.polls.get(id)
      if (poll) kinds.polls.set(id, pollShape(poll, view))
    }
  }
  const addPlace = ({ placeId = '' }: WorldPost): void => {
    const place = world.places.get(placeId)
    if (place) kinds.places.set(placeId, placeShape(place, view))
  }
  const mentions = has('entities.mentions.username') || has('entities.note.mentions.username')
  const byName = mentions ? usersByName(world) : undefined
  const addMentioned = (entities: unknown, expansion: string): void => {
    for (const name of mentionedIn(entities)) {
      addUser(byName?.get(nameKey(name)), expansion, name)
    }
  }

  /** Posts by expansion and id; undefined where the post was refused. */
  const expanded = new Map<string, WorldPost | undefined>()
  const addPost = (id: string, expansion: string): WorldPost | undefined => {
    const key = `${expansion} ${id}`
    if (!expanded.has(key)) {
      const shown = showPost(id, expansion)
      expanded.set(key, shown?.post)
      if (shown !== undefined) kinds.tweets.set(id, shown.shape)
    }
    return expanded.get(key)
  }
  const addVersions = ({ versions }: WorldPost): void => {
    for (const id of era.edits ? versions : []) {
      if ((world.posts.get(id)?.createdAt ?? 0) <= now) addPost(id, 'edit_history_tweet_ids')
    }
  }
  const addMediaSources = (post: WorldPost): void => {
    for (const key of post.mediaKeys) {
      const media = world.media.get(key)
      if (media && media.ownerId !== post.authorId) {
        addPost(media.sourcePostId, 'attachments.media_source_tweet')
      }
    }
  }
  const addReferences = ({ references }: WorldPost): void => {
    for (const { id } of references) {
      const referenced = addPost(id, 'referenced_tweets.id')
      if (referenced === undefined) continue
      if (has('referenced_tweets.id.author_id')) {
        addUserById(referenced.authorId, 'referenced_tweets.id.author_id')
      }
      if (has('referenced_tweets.id.attachments.media_keys')) addMedia(referenced)
    }
  }

  return {
    expand: (post) => {
      if (has('author_id')) addUserById(post.authorId, 'author_id')
      if (has('entities.mentions.username')) {
        addMentioned(post.entities, 'entities.mentions.username')
      }
      if (has('entities.note.mentions.username')) {
        addMentioned(post.note?.entities, 'entities.note.mentions.username')
      }
      if (has('in_reply_to_user_id')) addUserById(post.inReplyToUserId, 'in_reply_to_user_id')
      if (has('attachments.media_keys')) addMedia(post)
      if (has('attachments.poll_ids')) addPolls(post)
      if (has('geo.place_id')) addPlace(post)
      if (has('edit_history_tweet_ids')) addVersions(post)
      if (has('attachments.media_source_tweet')) addMediaSources(post)
      if (REFERENCE_EXPANSIONS.some(has)) addReferences(post)
    },
    nonEmpty: () =>
      Object.fromEntries(
        Object.entries(kinds).flatMap(([name, items]) =>
          items.size > 0 ? [[name, [...items.values()]]] : [],
        ),
      ),
  }
}

/** Expansions through a referenced post include the post itself. */
const REFERENCE_EXPANSIONS = [
  'referenced_tweets.id',
  'referenced_tweets.id.author_id',
  'referenced_tweets.id.attachments.media_keys',
]

const mentionedIn = (entities: unknown): string[] => {
  const mentions = (entities as { mentions?: { username?: string }[] } | undefined)?.mentions
  return (mentions ?? []).flatMap(({ username }) => username ?? [])
}
