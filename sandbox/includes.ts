// `includes` of a lookup: what the posts refer to, and a problem for each user that X cannot show.

import { notFoundProblem, type Problem, suspendedUserProblem } from './refusals.ts'
import { mediaShape } from './shapes/media.ts'
import { placeShape, pollShape } from './shapes/poll-and-place.ts'
import { userShape } from './shapes/user.ts'
import type { View, WireObject } from './shapes/view.ts'
import type { WorldMedia, WorldPost, WorldUser } from './world/types.ts'

/** `includes` as it fills: one object per key or id, in the order met. */
export const createIncludes = (view: View, errors: Problem[]) => {
  const kinds = {
    media: new Map<string, WireObject>(),
    places: new Map<string, WireObject>(),
    polls: new Map<string, WireObject>(),
    tweets: new Map<string, WireObject>(),
    users: new Map<string, WireObject>(),
  }
  const { world } = view
  const missing = new Set<string>()
  /** X expands each user once, and reports one that it cannot show once for each expansion. */
  const addUser = (user: WorldUser | undefined, expansion: string, value: string): void => {
    if (user !== undefined && !user.suspended) {
      if (!kinds.users.has(user.id)) kinds.users.set(user.id, userShape(user, view))
      return
    }
    const key = `${expansion} ${value}`
    if (missing.has(key)) return
    missing.add(key)
    errors.push(
      user === undefined
        ? notFoundProblem(view.era, 'user', expansion, value)
        : suspendedUserProblem(view.era, expansion, value),
    )
  }
  const addMedia = (media: WorldMedia | undefined, post: WorldPost): void => {
    if (media && !kinds.media.has(media.key)) {
      kinds.media.set(media.key, mediaShape(media, post, view))
    }
  }
  return {
    kinds,
    addUser,
    addUserOf: (id: string | undefined, expansion: string): void => {
      if (id !== undefined) addUser(world.users.get(id), expansion, id)
    },
    addMediaOf: (post: WorldPost): void => {
      for (const key of post.mediaKeys) addMedia(world.media.get(key), post)
    },
    addPollsOf: (post: WorldPost): void => {
      for (const id of post.pollIds) {
        const poll = world.polls.get(id)
        if (poll) kinds.polls.set(id, pollShape(poll, view))
      }
    },
    addPlaceOf: ({ placeId }: WorldPost): void => {
      const place = placeId === undefined ? undefined : world.places.get(placeId)
      if (place && placeId !== undefined) kinds.places.set(placeId, placeShape(place, view))
    },
    filled: (): WireObject =>
      Object.fromEntries(
        Object.entries(kinds).flatMap(([name, items]) =>
          items.size > 0 ? [[name, [...items.values()]]] : [],
        ),
      ),
  }
}
