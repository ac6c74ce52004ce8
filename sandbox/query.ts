// Query string → what is asked, or everything that is wrong with it at once: X collects all mistakes
// of a request in one 400 and echoes each.

import { type Answer, json } from './exchange.ts'
import type { Era } from './history.ts'
import { remaining, type Unlearned } from './unlearned.ts'
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

/** A parameter's name, what its values look like, and how X complains of one that does not. */
export interface ValueKind {
  readonly name: string
  readonly form: RegExp
  readonly complaint?: string
}

export const IDS: ValueKind = { name: 'ids', form: /^[0-9]{1,19}$/ }
export const ID: ValueKind = { ...IDS, name: 'id' }

const USERNAME = /^[A-Za-z0-9_]{1,15}$/
export const USERNAMES: ValueKind = {
  name: 'usernames',
  form: USERNAME,
  complaint: `does not match ${USERNAME.source}`,
}

/** The values of a lookup by list. */
export const readValues = (
  query: Query,
  kind: ValueKind,
  most: number,
  era: Era,
  mistakes: Mistake[],
): string[] => {
  const { name } = kind
  const given = query.get(name) ?? []
  const values = given.flatMap((value) => (value === '' ? [] : value.split(',')))
  const echo = { [name]: era.firstWords ? given : values }
  if (values.length === 0) {
    mistakes.push({
      parameters: echo,
      message: `The \`${name}\` query parameter can not be empty`,
    })
  } else if (values.length > most) {
    const size = `[${values.length}] is not between 1 and ${most}`
    mistakes.push({
      parameters: echo,
      // The later words are known for usernames.
      message: era.firstWords
        ? `size ${size}`
        : `The number of values in the \`${name}\` query parameter list ${size}`,
    })
  } else {
    mistakes.push(...badValues(kind, values, echo))
  }
  if (given.length > 1) mistakes.push(duplicated(name, values))
  return values
}

/** What stands in a path; X also looks for it in the query and finds it one too many. */
export const readInPath = (
  value: string,
  kind: ValueKind,
  query: Query,
  mistakes: Mistake[],
): void => {
  const extra = query.get(kind.name) ?? []
  const values = [value, ...extra]
  mistakes.push(...badValues(kind, values, { [kind.name]: values }))
  if (extra.length > 0) mistakes.push(duplicated(kind.name, values))
}

const badValues = (
  { name, form, complaint }: ValueKind,
  values: readonly string[],
  echo: Mistake['parameters'],
): Mistake[] =>
  values.filter((value) => !form.test(value)).map((value) => notValid(name, value, complaint, echo))

export const notValid = (
  name: string,
  value: string,
  complaint = 'is not valid',
  echo: Mistake['parameters'] = { [name]: [value] },
): Mistake => ({
  parameters: echo,
  message: `The \`${name}\` query parameter value [${value}] ${complaint}`,
})

/** A parameter that has one value, if it is there. */
export const readOne = (query: Query, name: string, mistakes: Mistake[]): string | undefined => {
  const given = query.get(name) ?? []
  if (given.length > 1) mistakes.push(duplicated(name, given))
  return given[0]
}

/** Likewise, of a form. */
export const readOneOf = (
  kind: ValueKind,
  query: Query,
  mistakes: Mistake[],
): string | undefined => {
  const given = readOne(query, kind.name, mistakes)
  if (given !== undefined) mistakes.push(...badValues(kind, [given], { [kind.name]: [given] }))
  return given
}

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

/** Fields and expansions, given the names of the parameters that the endpoint has beside them. */
export const readAsk = (
  query: Query,
  others: readonly string[],
  expansionsParameter: ListParameter,
  unlearned: Unlearned,
  mistakes: Mistake[],
): Ask => {
  for (const [name, values] of query) {
    if (others.includes(name) || name === 'expansions' || Object.hasOwn(LIST_PARAMETERS, name)) {
      continue
    }
    mistakes.push({
      parameters: { [name]: values },
      message: `The query parameter [${name}] is not one of [${[...others, ...KNOWN_TO_LOOKUP].join(',')}]`,
    })
  }
  const lists = {} as Record<ListName, string[]>
  for (const name of LIST_NAMES) {
    lists[name] = readList(query, name, remaining(name, LIST_PARAMETERS[name], unlearned), mistakes)
  }
  const expansions = new Set(
    readList(
      query,
      'expansions',
      remaining('expansions', expansionsParameter, unlearned),
      mistakes,
    ),
  )

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

export const readList = <T extends string>(
  query: Query,
  name: string,
  parameter: ListParameter<T>,
  mistakes: Mistake[],
): T[] => {
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
