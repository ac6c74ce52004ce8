// Query string → what is asked, or everything that is wrong with it at once: X collects all mistakes
// of a request in one 400 and echoes each.

import { type Answer, json } from './exchange.ts'
import type { Era } from './history.ts'
import {
  DEFAULT_FIELDS,
  type Dialect,
  FIELD_OF_EXPANSION,
  LIST_PARAMETERS,
  type ListParameter,
  PRIVATE_GROUPS,
  type PrivateGroup,
} from './vocabulary.ts'

/** Names are in the tweet dialect whatever the request spelt. */
export interface Ask {
  readonly dialect: Dialect
  readonly expansions: ReadonlySet<string>
  /** Those asked and those that come unasked, alphabetical as X answers in 2026. */
  readonly tweetFields: readonly string[]
  readonly mediaFields: readonly string[]
  readonly pollFields: readonly string[]
  readonly placeFields: readonly string[]
  readonly userFields: readonly string[]
  /** Those of the tweet fields that are not for everybody. */
  readonly privateGroups: ReadonlySet<PrivateGroup>
}

export interface Mistake {
  readonly parameters: Readonly<Record<string, readonly string[]>>
  readonly message: string
}

export const invalidRequest = (mistakes: readonly Mistake[], era: Era, api = '2'): Answer =>
  json(400, {
    errors: mistakes,
    title: 'Invalid Request',
    detail: 'One or more parameters to your request was invalid.',
    type: `https://${era.problemHost}/${api}/problems/invalid-request`,
  })

/** One query string, every value of every name kept. */
export type Query = ReadonlyMap<string, readonly string[]>

export const queryOf = (search: string): Query => {
  const query = new Map<string, string[]>()
  for (const [name, value] of new URLSearchParams(search)) {
    const values = query.get(name)
    if (values === undefined) query.set(name, [value])
    else values.push(value)
  }
  return query
}

const ID = /^[0-9]{1,19}$/

/** The ids of a lookup by list. */
export const readIds = (query: Query, most: number, era: Era, mistakes: Mistake[]): string[] => {
  const given = query.get('ids') ?? []
  const ids = given.flatMap((value) => (value === '' ? [] : value.split(',')))
  const echo = { ids: era.firstWords ? given : ids }
  if (ids.length === 0) {
    mistakes.push({ parameters: echo, message: 'The `ids` query parameter can not be empty' })
  } else if (ids.length > most) {
    const size = `[${ids.length}] is not between 1 and ${most}`
    mistakes.push({
      parameters: echo,
      // The later words are not recorded; the older ones are.
      message: era.firstWords
        ? `size ${size}`
        : `The number of values in the \`ids\` query parameter list ${size}`,
    })
  } else {
    mistakes.push(...badIds('ids', ids, echo))
  }
  if (given.length > 1) mistakes.push(duplicated('ids', ids))
  return ids
}

/** The id in a path; X also looks at an `id` in the query and finds it one too many. */
export const readId = (id: string, query: Query, mistakes: Mistake[]): string => {
  const extra = query.get('id') ?? []
  const ids = [id, ...extra]
  mistakes.push(...badIds('id', ids, { id: ids }))
  if (extra.length > 0) mistakes.push(duplicated('id', ids))
  return id
}

const badIds = (
  name: string,
  ids: readonly string[],
  echo: Readonly<Record<string, readonly string[]>>,
): Mistake[] =>
  ids
    .filter((id) => !ID.test(id))
    .map((id) => ({
      parameters: echo,
      message: `The \`${name}\` query parameter value [${id}] is not valid`,
    }))

const duplicated = (name: string, values: readonly string[]): Mistake => ({
  parameters: { [name]: values },
  message: `Duplicate parameters are not allowed: the \`${name}\` query parameter`,
})

type ListName = keyof typeof LIST_PARAMETERS

const LIST_NAMES = Object.keys(LIST_PARAMETERS) as readonly ListName[]

/** What X itself prints when it meets a parameter it does not know. */
const KNOWN_TO_LOOKUP = [
  'expansions',
  'tweet.fields',
  'media.fields',
  'poll.fields',
  'place.fields',
  'user.fields',
]

/** Fields and expansions, given the name of the id parameter (`ids`, `id`; none for "me"). */
export const readAsk = (
  query: Query,
  idParameter: 'ids' | 'id' | undefined,
  expansionsParameter: ListParameter,
  mistakes: Mistake[],
): Ask => {
  const listed = idParameter === undefined ? KNOWN_TO_LOOKUP : [idParameter, ...KNOWN_TO_LOOKUP]
  for (const [name, values] of query) {
    if (name === idParameter || name === 'expansions' || Object.hasOwn(LIST_PARAMETERS, name))
      continue
    mistakes.push({
      parameters: { [name]: values },
      message: `The query parameter [${name}] is not one of [${listed.join(',')}]`,
    })
  }
  const lists = {} as Record<ListName, string[]>
  for (const name of LIST_NAMES) {
    lists[name] = readList(query, name, LIST_PARAMETERS[name], mistakes)
  }
  const expansions = new Set(readList(query, 'expansions', expansionsParameter, mistakes))

  const tweetFields = [
    ...lists['tweet.fields'],
    ...lists['post.fields'],
    ...[...expansions].flatMap((name) => FIELD_OF_EXPANSION[name] ?? []),
  ]
  return {
    dialect: query.has('post.fields') ? 'post' : 'tweet',
    expansions,
    tweetFields: withDefaults('tweet', tweetFields),
    mediaFields: withDefaults('media', lists['media.fields']),
    pollFields: withDefaults('poll', lists['poll.fields']),
    placeFields: withDefaults('place', lists['place.fields']),
    userFields: withDefaults('user', [...lists['user.fields'], ...expansions]),
    privateGroups: new Set(PRIVATE_GROUPS.filter((group) => tweetFields.includes(group))),
  }
}

const withDefaults = (kind: keyof typeof DEFAULT_FIELDS, asked: readonly string[]): string[] =>
  [...new Set([...DEFAULT_FIELDS[kind], ...asked])].sort()

const readList = (
  query: Query,
  name: string,
  parameter: ListParameter,
  mistakes: Mistake[],
): string[] => {
  const given = query.get(name)
  if (given === undefined) return []
  const values = given.flatMap((value) => value.split(','))
  const unknown = values.filter((value) => !parameter.accepted.has(value))
  for (const value of unknown) {
    mistakes.push({
      parameters: { [name]: values },
      message: `The \`${name}\` query parameter value [${value}] is not one of [${parameter.listed.join(',')}]`,
    })
  }
  if (given.length > 1) mistakes.push(duplicated(name, values))
  return values.flatMap((value) => parameter.accepted.get(value) ?? [])
}
