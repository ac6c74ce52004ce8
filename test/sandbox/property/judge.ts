// What is wrong with an answer to a random request: its status, its form, what it shows to whom, what it
// leaves unsaid and what nobody asked for. The world is the measure, and these tests' own words.

import type { World, WorldPost } from '../../../sandbox/index.ts'
import { NOW } from '../../kit/sandbox/ask.ts'
import type { Caller } from './callers.ts'
import { oauthComplaints } from './judge-oauth.ts'
import type { RandomRequest } from './requests.ts'
import { type AnswerKind, faultsOf } from './schema.ts'
import {
  DEFAULT_FIELDS,
  FIELD_OF_EXPANSION,
  POST_WORDS,
  PRIVATE_GROUPS,
  TWEET_EXPANSION_OF,
  TWEET_WORDS,
} from './vocabulary.ts'

export interface Answered {
  readonly status: number
  readonly type: string
  readonly location: string | undefined
  readonly text: string
}

type Wire = Readonly<Record<string, unknown>>

type Includes = Readonly<Record<'media' | 'places' | 'polls' | 'tweets' | 'users', readonly Wire[]>>

/** A good answer in tweet words, whatever it was asked in. */
interface Answer {
  readonly data: readonly Wire[]
  readonly errors: readonly Readonly<Record<string, string>>[]
  readonly includes: Includes
  readonly resultCount: number | undefined
}

const usersOnly = ({ kind }: RandomRequest): boolean => kind === 'me' || kind === 'labs'

/** Which statuses are right. */
const statusesOf = (asked: RandomRequest, { standing }: Caller): readonly number[] => {
  if (asked.kind === 'stray') return [400, 401, 403, 404]
  if (standing === 'nobody') return [401]
  if (standing === 'narrow') return [403]
  if (standing === 'app' && usersOnly(asked)) return [403]
  return { sound: [200], mistaken: [400], unclear: [200, 400] }[asked.verdict]
}

const schemaOf = ({ kind }: RandomRequest, status: number): AnswerKind => {
  if (status === 400) return 'invalid'
  if (status !== 200) return 'refusal'
  return kind === 'me' || kind === 'stray' || kind === 'oauth' ? 'user' : kind
}

/** Every key at every depth, with its value. */
const entriesOf = (value: unknown): (readonly [string, unknown])[] => {
  if (value === null || typeof value !== 'object') return []
  const inner = Object.values(value).flatMap(entriesOf)
  return Array.isArray(value) ? inner : [...Object.entries(value), ...inner]
}

const inTweetWords = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(inTweetWords)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [TWEET_WORDS[key] ?? key, inTweetWords(inner)]),
  )
}

const listOf = (value: unknown): readonly Wire[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value as Wire]

const answerOf = (body: unknown): Answer => {
  const { data, errors, includes, meta } = inTweetWords(body) as Record<string, never>
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

/** Fields and expansions as the request spelt them, in tweet words. */
const askedOf = ({ search }: RandomRequest) => {
  const query = new URLSearchParams(search)
  const list = (name: string, words: Readonly<Record<string, string>>): string[] =>
    (query.get(name) ?? '').split(',').map((value) => words[value] ?? value)
  const expansions = new Set(list('expansions', TWEET_EXPANSION_OF))
  const brought = [...expansions].flatMap((name) => FIELD_OF_EXPANSION[name] ?? name)
  const fields = {
    media: new Set([...DEFAULT_FIELDS.media, ...list('media.fields', {})]),
    places: new Set([...DEFAULT_FIELDS.places, ...list('place.fields', {})]),
    polls: new Set([...DEFAULT_FIELDS.polls, ...list('poll.fields', {})]),
    tweets: new Set([
      ...DEFAULT_FIELDS.tweets,
      ...list('tweet.fields', TWEET_WORDS),
      ...list('post.fields', TWEET_WORDS),
      ...brought,
    ]),
    users: new Set([...DEFAULT_FIELDS.users, ...list('user.fields', TWEET_WORDS), ...brought]),
  }
  return { expansions, fields, words: query.has('post.fields') ? 'post' : 'tweet' } as const
}

type Asked = ReturnType<typeof askedOf>

const keyOf = (item: Wire): string => String(item.media_key ?? item.id)

/** Words of the other dialect, and nulls where X has none: everywhere but in a medium's private groups. */
const formComplaints = (body: unknown, { words }: Asked): string[] => {
  const foreign = words === 'post' ? POST_WORDS : TWEET_WORDS
  return entriesOf(body).flatMap(([key, value]) => [
    ...(Object.hasOwn(foreign, key) ? [`${key} in an answer in ${words} words`] : []),
    ...(value === null && !/^(playback_\d+|view)_count$/.test(key) ? [`${key} is null`] : []),
  ])
}

/** Everything at most once, and no field that was not asked for. */
const measureComplaints = (
  data: readonly Wire[],
  dataKind: 'tweets' | 'users',
  includes: Includes,
  { fields }: Asked,
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
      ...unasked.map((name) => `${name} in ${kind} was not asked for`),
    ]
  })
}

/** Whether this caller may know of a post. */
const isVisible = (world: World, post: WorldPost | undefined, { userId }: Caller): boolean => {
  const author = post && world.users.get(post.authorId)
  if (post === undefined || author === undefined || post.createdAt > NOW) return false
  return !author.suspended && (!author.protected || author.id === userId)
}

const numbersIn = (group: unknown): number =>
  Object.values((group ?? {}) as Wire).filter((value) => value !== null).length

/** Private numbers and hidden posts in the hands of somebody else. */
const discretionComplaints = (
  world: World,
  caller: Caller,
  tweets: readonly Wire[],
  media: readonly Wire[],
): string[] => [
  ...tweets.flatMap((tweet) => {
    const post = world.posts.get(String(tweet.id))
    const groups = PRIVATE_GROUPS.filter((group) => group in tweet)
    return [
      ...(isVisible(world, post, caller) ? [] : [`${tweet.id} is shown`]),
      ...(groups.length > 0 && post?.authorId !== caller.userId
        ? [`${groups} of ${tweet.id} to a stranger`]
        : []),
    ]
  }),
  ...media.flatMap((item) => {
    const medium = world.media.get(keyOf(item))
    const groups = PRIVATE_GROUPS.filter((group) => group in item)
    const numbers = groups.filter((group) => numbersIn(item[group]) > 0)
    return [
      ...(numbers.length > 0 && medium?.ownerId !== caller.userId
        ? [`${numbers} of ${keyOf(item)} to a stranger`]
        : []),
      ...(groups.length > 0 && caller.standing === 'app' ? [`${groups} to the app`] : []),
    ]
  }),
]

/** Given in the order asked, each once, or explained. */
const idComplaints = (
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
      .map((id) => `${id} is neither given nor explained`),
    ...given.filter((id) => missing.has(id)).map((id) => `${id} is given and said to be missing`),
  ]
}

const mentionedIn = (entities: unknown): string[] =>
  ((entities as { mentions?: { id: string }[] } | undefined)?.mentions ?? []).map(({ id }) => id)

/** What the posts of an answer lead to: what has to be included, and what may be. */
const leadsOf = (world: World, posts: readonly WorldPost[]) => {
  const ids = (of: (post: WorldPost) => readonly (string | undefined)[]): string[] =>
    posts.flatMap(of).filter((id) => id !== undefined)
  const known = (some: readonly string[]): string[] => some.filter((id) => world.users.has(id))
  const borrowed = (post: WorldPost): string[] =>
    post.mediaKeys.flatMap((key) => {
      const media = world.media.get(key)
      return media && media.ownerId !== post.authorId ? [media.sourcePostId] : []
    })
  return {
    media: { 'attachments.media_keys': ids(({ mediaKeys }) => mediaKeys) },
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
      in_reply_to_user_id: known(ids(({ inReplyToUserId }) => [inReplyToUserId])),
      'entities.mentions.username': known(ids(({ entities }) => mentionedIn(entities))),
      'entities.note.mentions.username': known(ids(({ note }) => mentionedIn(note?.entities))),
    },
  }
}

/** Reaching through a referenced post brings that post as well. */
const EXPANSION_FROM: Readonly<Record<string, string>> = {
  author_id: 'referenced_tweets.id.author_id',
  'attachments.media_keys': 'referenced_tweets.id.attachments.media_keys',
}

/** Includes hold what the expansions ask for (or an error says why not), and nothing else. */
const includeComplaints = (
  world: World,
  { data, errors, includes }: Answer,
  { expansions }: Asked,
): string[] => {
  const inWorld = (items: readonly Wire[]): WorldPost[] =>
    items.flatMap(({ id }) => world.posts.get(String(id)) ?? [])
  const own = leadsOf(world, inWorld(data))
  const further = leadsOf(world, inWorld(includes.tweets))
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
    const lacking = wanted.flatMap(([name, ids]: [string, string[]]) =>
      ids.filter((id) => !given.has(id) && !excused(name, id)),
    )
    const wantedFurther = Object.entries(further[kind]).filter(([name]) =>
      isAsked(EXPANSION_FROM[name]),
    )
    const reachable = new Set([...wanted, ...wantedFurther].flatMap(([, ids]) => ids))
    const stowaways = [...given].filter((id) => !reachable.has(id))
    return [
      ...lacking.map((id) => `includes.${kind} lacks ${id}`),
      ...stowaways.map((id) => `nothing leads to ${id} in includes.${kind}`),
    ]
  })
}

interface Scene {
  readonly world: World
  readonly caller: Caller
}

/** One author's, newest first; and somebody whose there is none of is explained. */
const timelineComplaints = (
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
    ...(resultCount === undefined ? idComplaints([userId], [], errors) : []),
  ]
}

const lookupComplaints = (
  { world, caller }: Scene,
  asked: RandomRequest,
  body: unknown,
): string[] => {
  const wanted = askedOf(asked)
  const answer = answerOf(body)
  const { data, errors, includes, resultCount } = answer
  return [
    ...formComplaints(body, wanted),
    ...measureComplaints(data, 'tweets', includes, wanted),
    ...discretionComplaints(world, caller, [...data, ...includes.tweets], includes.media),
    ...(asked.kind === 'timeline'
      ? timelineComplaints(world, asked, answer)
      : idComplaints(asked.ids, data.map(keyOf), errors)),
    ...includeComplaints(world, answer, wanted),
    ...(resultCount !== undefined && resultCount !== data.length ? ['result_count is wrong'] : []),
  ]
}

const userComplaints = (
  { world, caller }: Scene,
  asked: RandomRequest,
  body: unknown,
): string[] => {
  const wanted = askedOf(asked)
  const { data, errors, includes } = answerOf(body)
  const ids = asked.kind === 'me' ? [caller.userId ?? ''] : asked.ids
  // Nobody is made of zeros when a field was refused.
  const given = data.flatMap((user) => (user.id === undefined ? [] : [keyOf(user)]))
  const posts = data.flatMap((user) => [user.pinned_tweet_id, user.most_recent_tweet_id])
  const suspended = given.filter((userId) => world.users.get(userId)?.suspended)
  return [
    ...formComplaints(body, wanted),
    ...measureComplaints(data, 'users', includes, wanted),
    ...discretionComplaints(world, caller, includes.tweets, includes.media),
    ...idComplaints(ids, given, errors),
    ...suspended.map((userId) => `${userId} is shown`),
    ...errors
      .filter(({ resource_type, section }) => resource_type === 'tweet' && section === 'data')
      .map(({ value, resource_id }) => `${value ?? resource_id} was not asked for as data`),
    ...includes.tweets
      .filter((tweet) => !posts.includes(tweet.id))
      .map((tweet) => `nothing leads to ${tweet.id}`),
  ]
}

const labsComplaints = (
  { world, caller }: Scene,
  { ids }: RandomRequest,
  body: unknown,
): string[] => {
  const { data = [], errors = [] } = body as { data?: Wire[]; errors?: Answer['errors'] }
  const given = data.map((row) => String(row.tweet_id))
  const foreign = given.filter((id) => world.posts.get(id)?.authorId !== caller.userId)
  return [
    ...idComplaints(ids, given, errors),
    ...foreign.map((id) => `numbers of ${id} to a stranger`),
    ...entriesOf(body).flatMap(([key, value]) => (value === null ? [`${key} is null`] : [])),
  ]
}

/** What is wrong with an answer, if anything. */
export const complaints = (scene: Scene, asked: RandomRequest, answer: Answered): string[] => {
  if (asked.kind === 'oauth') return oauthComplaints(asked, answer)
  const { status, type, text } = answer
  const statuses = statusesOf(asked, scene.caller)
  if (!statuses.includes(status)) return [`status ${status}, not ${statuses.join(' or ')}`]
  if (!/^application\/(problem\+)?json/.test(type)) return [`content-type ${type}`]
  if (asked.method === 'HEAD') return text === '' ? [] : ['a body to HEAD']
  const body: unknown = JSON.parse(text)
  const form = faultsOf(schemaOf(asked, status), askedOf(asked).words, body)
  if (status !== 200 || form.length > 0) return form
  if (asked.kind === 'labs') return labsComplaints(scene, asked, body)
  return ['many', 'one', 'timeline'].includes(asked.kind)
    ? lookupComplaints(scene, asked, body)
    : userComplaints(scene, asked, body)
}
