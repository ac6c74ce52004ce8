// GET /2/tweets and /2/tweets/:id: posts in the order asked, what they refer to in `includes`, and one
// problem for everything that could not be given. Nothing found means no `data` key at all.

import { type Answer, type Caller, json } from './exchange.ts'
import type { Era } from './history.ts'
import { createIncludes } from './includes.ts'
import {
  type Ask,
  ID,
  IDS,
  invalidRequest,
  type Mistake,
  queryOf,
  readAsk,
  readInPath,
  readValues,
} from './query.ts'
import {
  type Manners,
  notFoundProblem,
  notVisibleProblem,
  type Place,
  type Problem,
  refusalOf,
} from './refusals.ts'
import { postShape } from './shapes/post.ts'
import { inPostDialect, type View, type WireObject } from './shapes/view.ts'
import type { Unlearned } from './unlearned.ts'
import { POST_EXPANSIONS_PARAMETER } from './vocabulary.ts'
import { nameKey, usersByName } from './world/names.ts'
import type { World, WorldPost } from './world/types.ts'

/** One request's circumstances. */
export interface Circumstances {
  readonly world: World
  readonly now: number
  readonly era: Era
  readonly manners: Manners
  readonly caller: Caller
  /** How many of somebody's posts a timeline has. */
  readonly reach: number
  readonly unlearned: Unlearned
}

const MOST_IDS = 100

export const lookupMany = (search: string, circumstances: Circumstances): Answer => {
  const query = queryOf(search)
  const mistakes: Mistake[] = []
  const ids = readValues(query, IDS, MOST_IDS, circumstances.era, mistakes)
  const ask = readAsk(query, ['ids'], POST_EXPANSIONS_PARAMETER, circumstances.unlearned, mistakes)
  if (mistakes.length > 0) return invalidRequest(mistakes, circumstances.era)
  const place: Place = { section: 'data', parameter: 'ids' }
  const found = lookup(new Set(ids), place, ask, circumstances)
  return envelope(found.data.length > 0 ? found.data : undefined, found, ask, {
    ...(circumstances.era.lookupMeta && { meta: { result_count: found.data.length } }),
  })
}

export const lookupOne = (id: string, search: string, circumstances: Circumstances): Answer => {
  const query = queryOf(search)
  const mistakes: Mistake[] = []
  readInPath(id, ID, query, mistakes)
  const ask = readAsk(query, ['id'], POST_EXPANSIONS_PARAMETER, circumstances.unlearned, mistakes)
  if (mistakes.length > 0) return invalidRequest(mistakes, circumstances.era)
  const found = lookup(new Set([id]), { section: 'data', parameter: 'id' }, ask, circumstances)
  return envelope(found.data[0], found, ask, {})
}

export interface Found {
  readonly data: WireObject[]
  readonly errors: Problem[]
  readonly includes: WireObject
}

export const envelope = (
  data: unknown,
  { errors, includes }: Omit<Found, 'data'>,
  ask: Ask,
  meta: WireObject,
): Answer => {
  const body = {
    ...(data !== undefined && { data }),
    ...(errors.length > 0 && { errors }),
    ...(Object.keys(includes).length > 0 && { includes }),
    ...meta,
  }
  return json(200, ask.dialect === 'post' ? inPostDialect(body) : body)
}

/** A post as this caller meets it: there, or not there, or there but not for everybody. */
const meet = (
  id: string,
  place: Place,
  { world, now, era, caller }: Circumstances,
): WorldPost | Problem => {
  const post = world.posts.get(id)
  if (post === undefined || post.createdAt > now) {
    return notFoundProblem(era, 'tweet', place.parameter, id)
  }
  const author = world.users.get(post.authorId)
  const own = caller.kind === 'user' && caller.userId === post.authorId
  if (author?.suspended || (author?.protected && !own)) {
    return notVisibleProblem(era, 'Tweet', place, id)
  }
  return post
}

const isPost = (met: WorldPost | Problem): met is WorldPost => 'authorId' in met

const mentionedIn = (entities: unknown): string[] => {
  const mentions = (entities as { mentions?: { username?: string }[] } | undefined)?.mentions
  return (mentions ?? []).flatMap(({ username }) => username ?? [])
}

/** Data and what it refers to, for this caller. */
export const lookup = (
  ids: ReadonlySet<string>,
  place: Place,
  ask: Ask,
  circumstances: Circumstances,
): Found => {
  const { world, now, era, manners, caller } = circumstances
  const view: View = { world, now, era, caller, ask }
  const data: WireObject[] = []
  const errors: Problem[] = []
  const includes = createIncludes(view, errors)
  const given: WorldPost[] = []

  /** X applies the same fields to expanded posts, and so refuses them too. */
  const show = (id: string, place: Place): [WorldPost, WireObject] | undefined => {
    const met = meet(id, place, circumstances)
    if (!isPost(met)) {
      errors.push(met)
      return undefined
    }
    const refusal = refusalOf(met, ask.privateGroups, caller, place, now, era, manners)
    errors.push(...refusal.problems)
    return refusal.dropped ? undefined : [met, postShape(met, view, refusal.groups)]
  }

  for (const id of ids) {
    const shown = show(id, place)
    if (shown === undefined) continue
    given.push(shown[0])
    data.push(shown[1])
  }

  /** By expansion and id; nothing, where it was refused. */
  const expanded = new Map<string, WorldPost | undefined>()
  const expandPost = (id: string, expansion: string): WorldPost | undefined => {
    const key = `${expansion} ${id}`
    if (!expanded.has(key)) {
      const shown = show(id, { section: 'includes', parameter: expansion })
      expanded.set(key, shown?.[0])
      if (shown !== undefined) includes.kinds.tweets.set(id, shown[1])
    }
    return expanded.get(key)
  }

  const has = (name: string): boolean => ask.expansions.has(name)
  const mentions = has('entities.mentions.username') || has('entities.note.mentions.username')
  const byName = mentions ? usersByName(world) : undefined
  const addMentioned = (entities: unknown, expansion: string): void => {
    for (const name of mentionedIn(entities)) {
      includes.addUser(byName?.get(nameKey(name)), expansion, name)
    }
  }
  const references =
    has('referenced_tweets.id') ||
    has('referenced_tweets.id.author_id') ||
    has('referenced_tweets.id.attachments.media_keys')

  for (const post of given) {
    if (has('author_id')) includes.addUserOf(post.authorId, 'author_id')
    for (const [name, entities] of [
      ['entities.mentions.username', post.entities],
      ['entities.note.mentions.username', post.note?.entities],
    ] as const) {
      if (has(name)) addMentioned(entities, name)
    }
    if (has('in_reply_to_user_id')) {
      includes.addUserOf(post.inReplyToUserId, 'in_reply_to_user_id')
    }
    if (has('attachments.media_keys')) includes.addMediaOf(post)
    if (has('attachments.poll_ids')) includes.addPollsOf(post)
    if (has('geo.place_id')) includes.addPlaceOf(post)
    if (has('edit_history_tweet_ids') && era.edits) {
      for (const id of post.versions) {
        if ((world.posts.get(id)?.createdAt ?? 0) <= now) expandPost(id, 'edit_history_tweet_ids')
      }
    }
    if (has('attachments.media_source_tweet')) {
      for (const key of post.mediaKeys) {
        const media = world.media.get(key)
        if (media && media.ownerId !== post.authorId) {
          expandPost(media.sourcePostId, 'attachments.media_source_tweet')
        }
      }
    }
    if (!references) continue
    for (const { id } of post.references) {
      const referenced = expandPost(id, 'referenced_tweets.id')
      if (referenced === undefined) continue
      if (has('referenced_tweets.id.author_id')) {
        includes.addUserOf(referenced.authorId, 'referenced_tweets.id.author_id')
      }
      if (has('referenced_tweets.id.attachments.media_keys')) includes.addMediaOf(referenced)
    }
  }
  return { data, errors, includes: includes.filled() }
}
