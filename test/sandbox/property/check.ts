// Checks the response to a random request against the world: its status, its format, access control, completeness, and
// the absence of fields that were not requested.

import type { World, WorldPost } from '../../../sandbox/index.ts'
import { NOW } from '../../kit/sandbox/call.ts'
import type { Caller } from './callers.ts'
import { oauthViolations } from './check-oauth.ts'
import type { RandomRequest, RawResponse } from './requests.ts'
import { type AnswerKind, schemaViolations } from './schema.ts'
import {
  DEFAULT_FIELDS,
  FIELD_OF_EXPANSION,
  POST_NAMES,
  PRIVATE_GROUPS,
  TWEET_EXPANSION_OF,
  TWEET_NAMES,
} from './vocabulary.ts'

type Wire = Readonly<Record<string, unknown>>

type Includes = Readonly<Record<'media' | 'places' | 'polls' | 'tweets' | 'users', readonly Wire[]>>

/** A successful response in the tweet dialect. */
interface Answer {
  readonly data: readonly Wire[]
  readonly errors: readonly Readonly<Record<string, string>>[]
  readonly includes: Includes
  readonly resultCount: number | undefined
}

const usersOnly = ({ kind }: RandomRequest): boolean => kind === 'me' || kind === 'labs'

/** The statuses that are correct for a request. */
const statusesOf = (request: RandomRequest, { access }: Caller): readonly number[] => {
  if (request.kind === 'unrouted') return [400, 401, 403, 404]
  if (access === 'none') return [401]
  if (access === 'insufficient-scope') return [403]
  if (access === 'app' && usersOnly(request)) return [403]
  return { valid: [200], invalid: [400], unknown: [200, 400] }[request.verdict]
}

const schemaOf = ({ kind }: RandomRequest, status: number): AnswerKind => {
  if (status === 400) return 'invalid'
  if (status !== 200) return 'refusal'
  return kind === 'me' || kind === 'unrouted' || kind === 'oauth' ? 'user' : kind
}

/** All keys at every depth, with their values. */
const entriesOf = (value: unknown): (readonly [string, unknown])[] => {
  if (value === null || typeof value !== 'object') return []
  const inner = Object.values(value).flatMap(entriesOf)
  return Array.isArray(value) ? inner : [...Object.entries(value), ...inner]
}

const toTweetDialect = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(toTweetDialect)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [TWEET_NAMES[key] ?? key, toTweetDialect(inner)]),
  )
}

const listOf = (value: unknown): readonly Wire[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value as Wire]

const answerOf = (body: unknown): Answer => {
  const { data, errors, includes, meta } = toTweetDialect(body) as Record<string, never>
  const included = (includes ?? {}) as Readonly<Record<string, unknown>>
  return {
    data: listOf(data),
    errors: (errors ?? []) as Answer['errors'],
    includes: {
      media: listOf(included.media),
      places: listOf(included.places),
      polls: listOf(included.polls),
      tweets: listOf(included.tweets),
      users: listOf(included.users),
    },
    resultCount: (meta as { result_count?: number } | undefined)?.result_count,
  }
}

/** The requested fields and expansions in the tweet dialect. */
const requestedFieldsOf = ({ search }: RandomRequest) => {
  const query = new URLSearchParams(search)
  const list = (name: string, names: Readonly<Record<string, string>>): string[] =>
    (query.get(name) ?? '').split(',').map((value) => names[value] ?? value)
  const expansions = new Set(list('expansions', TWEET_EXPANSION_OF))
  const brought = [...expansions].flatMap((name) => FIELD_OF_EXPANSION[name] ?? name)
  const fields = {
    media: new Set([...DEFAULT_FIELDS.media, ...list('media.fields', {})]),
    places: new Set([...DEFAULT_FIELDS.places, ...list('place.fields', {})]),
    polls: new Set([...DEFAULT_FIELDS.polls, ...list('poll.fields', {})]),
    tweets: new Set([
      ...DEFAULT_FIELDS.tweets,
      ...list('tweet.fields', TWEET_NAMES),
      ...list('post.fields', TWEET_NAMES),
      ...brought,
    ]),
    users: new Set([...DEFAULT_FIELDS.users, ...list('user.fields', TWEET_NAMES), ...brought]),
  }
  return { expansions, fields, dialect: query.has('post.fields') ? 'post' : 'tweet' } as const
}

type RequestedFields = ReturnType<typeof requestedFieldsOf>

const keyOf = (item: Wire): string => String(item.media_key ?? item.id)

/** Keys of the other dialect, and nulls outside the private metrics of media. */
const formatViolations = (body: unknown, { dialect }: RequestedFields): string[] => {
  const foreign = dialect === 'post' ? POST_NAMES : TWEET_NAMES
  return entriesOf(body).flatMap(([key, value]) => [
    ...(Object.hasOwn(foreign, key) ? [`${key} in a response in the ${dialect} dialect`] : []),
    ...(value === null && !/^(playback_\d+|view)_count$/.test(key) ? [`${key} is null`] : []),
  ])
}

/** Duplicate objects, and fields that were not requested. */
const fieldViolations = (
  data: readonly Wire[],
  dataKind: 'tweets' | 'users',
  includes: Includes,
  { fields }: RequestedFields,
): string[] => {
  const groups = [[dataKind, data], ...Object.entries(includes)] as [
    keyof Includes,
    readonly Wire[],
  ][]
  return groups.flatMap(([kind, items]) => {
    const keys = items.map(keyOf)
    const twice = keys.filter((key, index) => keys.indexOf(key) !== index)
    const unasked = items.flatMap((item) =>
      Object.keys(item).filter((name) => !(fields[kind] as ReadonlySet<string>).has(name)),
    )
    return [
      ...twice.map((key) => `${key} twice in ${kind}`),
      ...unasked.map((name) => `${name} in ${kind} was not requested`),
    ]
  })
}

/** Returns whether the caller may see a post. */
const isVisible = (world: World, post: WorldPost | undefined, { userId }: Caller): boolean => {
  const author = post && world.users.get(post.authorId)
  if (post === undefined || author === undefined || post.createdAt > NOW) return false
  return !author.suspended && (!author.protected || author.id === userId)
}

const numbersIn = (group: unknown): number =>
  Object.values((group ?? {}) as Wire).filter((value) => value !== null).length

/** Private metrics and hidden posts returned to another user. */
const accessViolations = (
  world: World,
  caller: Caller,
  tweets: readonly Wire[],
  media: readonly Wire[],
): string[] => [
  ...tweets.flatMap((tweet) => {
    const post = world.posts.get(String(tweet.id))
    const groups = PRIVATE_GROUPS.filter((group) => group in tweet)
    return [
      ...(isVisible(world, post, caller) ? [] : [`${tweet.id} is visible`]),
      ...(groups.length > 0 && post?.authorId !== caller.userId
        ? [`${groups} of ${tweet.id} to another user`]
        : []),
    ]
  }),
  ...media.flatMap((item) => {
    const medium = world.media.get(keyOf(item))
    const groups = PRIVATE_GROUPS.filter((group) => group in item)
    const numbers = groups.filter((group) => numbersIn(item[group]) > 0)
    return [
      ...(numbers.length > 0 && medium?.ownerId !== caller.userId
        ? [`${numbers} of ${keyOf(item)} to another user`]
        : []),
      ...(groups.length > 0 && caller.access === 'app' ? [`${groups} to the app`] : []),
    ]
  }),
]

/** Every id must be returned once, in the requested order, or have a problem. */
const idViolations = (
  ids: readonly string[],
  given: readonly string[],
  errors: Answer['errors'],
): string[] => {
  const there = new Set(given)
  const about = errors.filter(
    ({ section, parameter }) => section === 'data' || parameter === 'ids' || parameter === 'id',
  )
  const explained = new Set(about.flatMap(({ value, resource_id }) => [value, resource_id]))
  const missing = new Set(
    about
      .filter(({ type }) => /not-found$|not-authorized-for-resource$/.test(type ?? ''))
      .map(({ value }) => value),
  )
  const order = [...new Set(ids)].filter((id) => there.has(id))
  return [
    ...(order.join() === given.join() ? [] : [`gave ${given} for ${ids}`]),
    ...ids
      .filter((id) => !there.has(id) && !explained.has(id))
      .map((id) => `${id} is neither returned nor reported`),
    ...given
      .filter((id) => missing.has(id))
      .map((id) => `${id} is returned and reported as missing`),
  ]
}

const mentionedIn = (entities: unknown): string[] =>
  ((entities as { mentions?: { id: string }[] } | undefined)?.mentions ?? []).map(({ id }) => id)

/** The objects that posts refer to, by the expansion that includes them. */
const referencesOf = (world: World, posts: readonly WorldPost[]) => {
  const ids = (of: (post: WorldPost) => readonly (string | undefined)[]): string[] =>
    posts.flatMap(of).filter((id) => id !== undefined)
  const known = (some: readonly string[]): string[] => some.filter((id) => world.users.has(id))
  const borrowed = (post: WorldPost): string[] =>
    post.mediaKeys.flatMap((key) => {
      const media = world.media.get(key)
      return media && media.ownerId !== post.authorId ? [media.sourcePostId] : []
    })
  return {
    media: {
      'article.cover_media': ids(({ article }) => [article?.cover_media]),
      'article.media_entities': ids(({ article }) => article?.media_entities ?? []),
      'attachments.media_keys': ids(({ mediaKeys }) => mediaKeys),
    },
    places: { 'geo.place_id': ids(({ placeId }) => [placeId]) },
    polls: { 'attachments.poll_ids': ids(({ pollIds }) => pollIds) },
    tweets: {
      'referenced_tweets.id': ids(({ references }) => references.map(({ id }) => id)),
      edit_history_tweet_ids: ids(({ versions }) => versions).filter(
        (id) => (world.posts.get(id)?.createdAt ?? 0) <= NOW,
      ),
      'attachments.media_source_tweet': ids(borrowed),
    },
    users: {
      author_id: ids(({ authorId }) => [authorId]),
      username: ids(({ authorId }) => [authorId]),
      in_reply_to_user_id: known(ids(({ inReplyToUserId }) => [inReplyToUserId])),
      'entities.mentions.username': known(ids(({ entities }) => mentionedIn(entities))),
      'entities.note.mentions.username': known(ids(({ note }) => mentionedIn(note?.entities))),
    },
  }
}

/** Expansions through a referenced post, by the expansion of the same field. */
const EXPANSION_FROM: Readonly<Record<string, string>> = {
  author_id: 'referenced_tweets.id.author_id',
  'attachments.media_keys': 'referenced_tweets.id.attachments.media_keys',
}

/** Includes must have exactly the objects of the requested expansions, or a problem for each missing one. */
const includeViolations = (
  world: World,
  { data, errors, includes }: Answer,
  { expansions }: RequestedFields,
): string[] => {
  const inWorld = (items: readonly Wire[]): WorldPost[] =>
    items.flatMap(({ id }) => world.posts.get(String(id)) ?? [])
  const own = referencesOf(world, inWorld(data))
  const further = referencesOf(world, inWorld(includes.tweets))
  const throughReferences = [...expansions].some((name) => name.startsWith('referenced_tweets.id'))
  const isAsked = (name: string | undefined): boolean =>
    (name !== undefined && expansions.has(name)) ||
    (name === 'referenced_tweets.id' && throughReferences)
  return (Object.keys(own) as (keyof Includes)[]).flatMap((kind) => {
    const given = new Set(includes[kind].map(keyOf))
    const excused = (expansion: string, id: string): boolean =>
      errors.some(
        ({ parameter, section, value, resource_id }) =>
          (value === id || resource_id === id) &&
          (parameter === expansion || section === 'includes'),
      )
    const wanted = Object.entries(own[kind]).filter(([name]) => isAsked(name))
    const missing = wanted.flatMap(([name, ids]: [string, string[]]) =>
      ids.filter((id) => !given.has(id) && !excused(name, id)),
    )
    const wantedFurther = Object.entries(further[kind]).filter(([name]) =>
      isAsked(EXPANSION_FROM[name]),
    )
    const reachable = new Set([...wanted, ...wantedFurther].flatMap(([, ids]) => ids))
    const unexpected = [...given].filter((id) => !reachable.has(id))
    return [
      ...missing.map((id) => `includes.${kind} lacks ${id}`),
      ...unexpected.map((id) => `nothing refers to ${id} in includes.${kind}`),
    ]
  })
}

interface Scenario {
  readonly world: World
  readonly caller: Caller
}

/** A timeline must have one author and be sorted newest first, or report its user as missing. */
const timelineViolations = (
  world: World,
  { ids: [userId = ''] }: RandomRequest,
  { data, errors, resultCount }: Answer,
): string[] => {
  const given = data.map(({ id }) => BigInt(String(id)))
  const foreign = data.filter(({ id }) => world.posts.get(String(id))?.authorId !== userId)
  const isOrdered = given.every((id, index) => index === 0 || id < (given[index - 1] ?? 0n))
  return [
    ...foreign.map(({ id }) => `${id} is not by ${userId}`),
    ...(isOrdered ? [] : [`${given} are not newest first`]),
    ...(resultCount === undefined ? idViolations([userId], [], errors) : []),
  ]
}

const lookupViolations = (
  { world, caller }: Scenario,
  request: RandomRequest,
  body: unknown,
): string[] => {
  const wanted = requestedFieldsOf(request)
  const answer = answerOf(body)
  const { data, errors, includes, resultCount } = answer
  return [
    ...formatViolations(body, wanted),
    ...fieldViolations(data, 'tweets', includes, wanted),
    ...accessViolations(world, caller, [...data, ...includes.tweets], includes.media),
    ...(request.kind === 'timeline'
      ? timelineViolations(world, request, answer)
      : idViolations(request.ids, data.map(keyOf), errors)),
    ...includeViolations(world, answer, wanted),
    ...(resultCount !== undefined && resultCount !== data.length ? ['result_count is wrong'] : []),
  ]
}

const userViolations = (
  { world, caller }: Scenario,
  request: RandomRequest,
  body: unknown,
): string[] => {
  const wanted = requestedFieldsOf(request)
  const { data, errors, includes } = answerOf(body)
  const ids = request.kind === 'me' ? [caller.userId ?? ''] : request.ids
  // An unknown user has zero values and no id when a field was refused.
  const given = data.flatMap((user) => (user.id === undefined ? [] : [keyOf(user)]))
  const posts = data.flatMap((user) => [user.pinned_tweet_id, user.most_recent_tweet_id])
  const suspended = given.filter((userId) => world.users.get(userId)?.suspended)
  return [
    ...formatViolations(body, wanted),
    ...fieldViolations(data, 'users', includes, wanted),
    ...accessViolations(world, caller, includes.tweets, includes.media),
    ...idViolations(ids, given, errors),
    ...suspended.map((userId) => `${userId} is visible`),
    ...errors
      .filter(({ resource_type, section }) => resource_type === 'tweet' && section === 'data')
      .map(({ value, resource_id }) => `${value ?? resource_id} was not requested as data`),
    ...includes.tweets
      .filter((tweet) => !posts.includes(tweet.id))
      .map((tweet) => `nothing refers to ${tweet.id}`),
  ]
}

const labsViolations = (
  { world, caller }: Scenario,
  { ids }: RandomRequest,
  body: unknown,
): string[] => {
  const { data = [], errors = [] } = body as { data?: Wire[]; errors?: Answer['errors'] }
  const given = data.map((row) => String(row.tweet_id))
  const foreign = given.filter((id) => world.posts.get(id)?.authorId !== caller.userId)
  return [
    ...idViolations(ids, given, errors),
    ...foreign.map((id) => `numbers of ${id} to another user`),
    ...entriesOf(body).flatMap(([key, value]) => (value === null ? [`${key} is null`] : [])),
  ]
}

/** Everything that is wrong with a response. */
export const violations = (
  scenario: Scenario,
  request: RandomRequest,
  answer: RawResponse,
): string[] => {
  if (request.kind === 'oauth') return oauthViolations(request, answer)
  const { status, type, text } = answer
  const statuses = statusesOf(request, scenario.caller)
  if (!statuses.includes(status)) return [`status ${status}, not ${statuses.join(' or ')}`]
  if (!/^application\/(problem\+)?json/.test(type)) return [`content-type ${type}`]
  if (request.method === 'HEAD') return text === '' ? [] : ['a body to HEAD']
  const body: unknown = JSON.parse(text)
  const form = schemaViolations(schemaOf(request, status), requestedFieldsOf(request).dialect, body)
  if (status !== 200 || form.length > 0) return form
  if (request.kind === 'labs') return labsViolations(scenario, request, body)
  return ['many', 'one', 'timeline'].includes(request.kind)
    ? lookupViolations(scenario, request, body)
    : userViolations(scenario, request, body)
}
