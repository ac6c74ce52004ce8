// `includes` of a lookup: the objects that the requested expansions lead to, each once, in the order in which
// the posts refer to them, and a problem for each user that X cannot show.

import { fieldProblem, notFoundProblem, type Problem, suspendedUserProblem } from './refusals.ts'
import { mediaShape } from './shapes/media.ts'
import { placeShape, pollShape } from './shapes/poll-and-place.ts'
import { refusedUserFields, userShape } from './shapes/user.ts'
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

type Objects = Readonly<
  Record<'media' | 'places' | 'polls' | 'tweets' | 'users', Map<string, WireObject>>
>

/**
 * Adds users, and reports each that is missing or suspended once per expansion, and the fields that the caller may not
 * read.
 */
const createUserIncludes = ({ users }: Objects, view: View, errors: Problem[]) => {
  const { world, era, fieldSet } = view
  const reported = new Set<string>()
  const addUser = (user: WorldUser | undefined, expansion: string, value: string): void => {
    if (user !== undefined && !user.suspended) {
      if (users.has(user.id)) return
      users.set(user.id, userShape(user, view))
      const location = { section: 'includes', parameter: expansion } as const
      for (const field of refusedUserFields(user.id, view)) {
        errors.push(fieldProblem(era, 'user', location, value, field))
      }
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
  const mentions = ['entities.mentions.username', 'entities.note.mentions.username']
  const byName = mentions.some((each) => fieldSet.expansions.has(each))
    ? usersByName(world)
    : undefined
  return {
    addUserById: (id: string | undefined, expansion: string): void => {
      if (id !== undefined) addUser(world.users.get(id), expansion, id)
    },
    addMentioned: (entities: unknown, expansion: string): void => {
      for (const name of mentionedIn(entities)) {
        addUser(byName?.get(nameKey(name)), expansion, name)
      }
    },
  }
}

/** Adds media, polls and places. */
const createAttachmentIncludes = ({ media, polls, places }: Objects, view: View) => ({
  addMedia: (post: WorldPost, keys = post.mediaKeys): void => {
    for (const key of keys) {
      const medium = view.world.media.get(key)
      if (medium && !media.has(key)) media.set(key, mediaShape(medium, post, view))
    }
  },
  addPolls: (post: WorldPost): void => {
    for (const id of post.pollIds) {
      const poll = view.world.polls.get(id)
      if (poll) polls.set(id, pollShape(poll, view))
    }
  },
  addPlace: ({ placeId = '' }: WorldPost): void => {
    const place = view.world.places.get(placeId)
    if (place) places.set(placeId, placeShape(place, view))
  },
})

/** Adds posts, which `showPost` is called for once per expansion. */
const createPostIncludes = ({ tweets }: Objects, { world, era, now }: View, showPost: ShowPost) => {
  /** Posts by expansion and id; undefined where the post was refused. */
  const expanded = new Map<string, WorldPost | undefined>()
  const addPost = (id: string, expansion: string): WorldPost | undefined => {
    const key = `${expansion} ${id}`
    if (!expanded.has(key)) {
      const shown = showPost(id, expansion)
      expanded.set(key, shown?.post)
      if (shown !== undefined) tweets.set(id, shown.shape)
    }
    return expanded.get(key)
  }
  return {
    addPost,
    addVersions: ({ versions }: WorldPost): void => {
      for (const id of era.edits ? versions : []) {
        if ((world.posts.get(id)?.createdAt ?? 0) <= now) addPost(id, 'edit_history_tweet_ids')
      }
    },
    addMediaSources: (post: WorldPost): void => {
      for (const key of post.mediaKeys) {
        const media = world.media.get(key)
        if (media && media.ownerId !== post.authorId) {
          addPost(media.sourcePostId, 'attachments.media_source_tweet')
        }
      }
    },
  }
}

/** Appends to `errors` a problem for each user that X cannot show. */
export const createIncludes = (view: View, errors: Problem[], showPost: ShowPost): Includes => {
  const objects: Objects = {
    media: new Map(),
    places: new Map(),
    polls: new Map(),
    tweets: new Map(),
    users: new Map(),
  }
  const { addUserById, addMentioned } = createUserIncludes(objects, view, errors)
  const { addMedia, addPolls, addPlace } = createAttachmentIncludes(objects, view)
  const { addPost, addVersions, addMediaSources } = createPostIncludes(objects, view, showPost)
  const has = (expansion: string): boolean => view.fieldSet.expansions.has(expansion)

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

  const added: Readonly<Record<string, (post: WorldPost, expansion: string) => void>> = {
    author_id: (post, expansion) => addUserById(post.authorId, expansion),
    username: (post, expansion) => addUserById(post.authorId, expansion),
    'entities.mentions.username': (post, expansion) => addMentioned(post.entities, expansion),
    'entities.note.mentions.username': (post, expansion) =>
      addMentioned(post.note?.entities, expansion),
    in_reply_to_user_id: (post, expansion) => addUserById(post.inReplyToUserId, expansion),
    'article.cover_media': (post) => addMedia(post, [post.article?.cover_media ?? '']),
    'article.media_entities': (post) => addMedia(post, post.article?.media_entities ?? []),
    'attachments.media_keys': (post) => addMedia(post),
    'attachments.poll_ids': addPolls,
    'geo.place_id': addPlace,
    edit_history_tweet_ids: addVersions,
    'attachments.media_source_tweet': addMediaSources,
  }
  const requested = Object.entries(added).filter(([expansion]) => has(expansion))
  return {
    expand: (post) => {
      for (const [expansion, add] of requested) add(post, expansion)
      if (REFERENCE_EXPANSIONS.some(has)) addReferences(post)
    },
    nonEmpty: () =>
      Object.fromEntries(
        Object.entries(objects).flatMap(([name, items]) =>
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
