// Parses query strings into field sets. Like X, it collects all invalid parameters of a request in one 400, which
// repeats each of them.

import type { Era } from './era.ts'
import { type HttpResponse, json } from './http.ts'
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

/** The requested fields and expansions, by their names in the tweet dialect. */
export interface FieldSet {
  readonly dialect: Dialect
  readonly expansions: ReadonlySet<string>
  /** Requested and default fields in alphabetical order, as X returned them in 2026. */
  readonly tweetFields: readonly string[]
  readonly mediaFields: readonly string[]
  readonly pollFields: readonly string[]
  readonly placeFields: readonly string[]
  readonly userFields: readonly string[]
  /** The requested groups of private metrics. */
  readonly privateGroups: ReadonlySet<PrivateGroup>
}

export interface ParameterError {
  readonly parameters: Readonly<Record<string, readonly string[]>>
  readonly message: string
}

export const invalidRequest = (
  parameterErrors: readonly ParameterError[],
  era: Era,
  api = '2',
): HttpResponse =>
  json(400, {
    errors: parameterErrors,
    title: 'Invalid Request',
    detail: 'One or more parameters to your request was invalid.',
    type: `https://${era.problemHost}/${api}/problems/invalid-request`,
  })

/** All values of a query string, by name. */
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

/** The name of a parameter, the pattern of its values, and the end of X's message for an invalid one. */
export interface ValueKind {
  readonly name: string
  readonly pattern: RegExp
  readonly message?: string
}

export const IDS: ValueKind = { name: 'ids', pattern: /^[0-9]{1,19}$/ }
export const ID: ValueKind = { ...IDS, name: 'id' }

const USERNAME = /^[A-Za-z0-9_]{1,15}$/
export const USERNAMES: ValueKind = {
  name: 'usernames',
  pattern: USERNAME,
  message: `does not match ${USERNAME.source}`,
}

/** Reads the list of ids or usernames of a lookup. */
export const readValues = (
  query: Query,
  kind: ValueKind,
  max: number,
  era: Era,
  parameterErrors: ParameterError[],
): string[] => {
  const { name } = kind
  const sent = query.get(name) ?? []
  const values = sent.flatMap((value) => (value === '' ? [] : value.split(',')))
  const echo = { [name]: era.legacyMessages ? sent : values }
  if (values.length === 0) {
    parameterErrors.push({
      parameters: echo,
      message: `The \`${name}\` query parameter can not be empty`,
    })
  } else if (values.length > max) {
    const size = `[${values.length}] is not between 1 and ${max}`
    parameterErrors.push({
      parameters: echo,
      // The current message was recorded for usernames.
      message: era.legacyMessages
        ? `size ${size}`
        : `The number of values in the \`${name}\` query parameter list ${size}`,
    })
  } else {
    parameterErrors.push(...badValues(kind, values, echo))
  }
  if (sent.length > 1) parameterErrors.push(duplicated(name, values))
  return values
}

/** Validates a path parameter. X reports the same name in the query as a duplicate. */
export const readInPath = (
  value: string,
  kind: ValueKind,
  query: Query,
  parameterErrors: ParameterError[],
): void => {
  const extra = query.get(kind.name) ?? []
  const values = [value, ...extra]
  parameterErrors.push(...badValues(kind, values, { [kind.name]: values }))
  if (extra.length > 0) parameterErrors.push(duplicated(kind.name, values))
}

const badValues = (
  { name, pattern, message }: ValueKind,
  values: readonly string[],
  echo: ParameterError['parameters'],
): ParameterError[] =>
  values
    .filter((value) => !pattern.test(value))
    .map((value) => notValid(name, value, message, echo))

export const notValid = (
  name: string,
  value: string,
  message = 'is not valid',
  echo: ParameterError['parameters'] = { [name]: [value] },
): ParameterError => ({
  parameters: echo,
  message: `The \`${name}\` query parameter value [${value}] ${message}`,
})

/** Reads an optional parameter that has one value. */
export const readOne = (
  query: Query,
  name: string,
  parameterErrors: ParameterError[],
): string | undefined => {
  const sent = query.get(name) ?? []
  if (sent.length > 1) parameterErrors.push(duplicated(name, sent))
  return sent[0]
}

/** Reads an optional parameter that has one value, and validates it. */
export const readOneOf = (
  kind: ValueKind,
  query: Query,
  parameterErrors: ParameterError[],
): string | undefined => {
  const sent = readOne(query, kind.name, parameterErrors)
  if (sent !== undefined) parameterErrors.push(...badValues(kind, [sent], { [kind.name]: [sent] }))
  return sent
}

const duplicated = (name: string, values: readonly string[]): ParameterError => ({
  parameters: { [name]: values },
  message: `Duplicate parameters are not allowed: the \`${name}\` query parameter`,
})

type ListName = keyof typeof LIST_PARAMETERS

const LIST_NAMES = Object.keys(LIST_PARAMETERS) as readonly ListName[]

/** The parameters that X lists when it rejects an unknown one. */
const KNOWN_TO_LOOKUP = [
  'expansions',
  'tweet.fields',
  'media.fields',
  'poll.fields',
  'place.fields',
  'user.fields',
]

/** Reads fields and expansions. `others` are the names of the endpoint's other parameters. */
export const readFieldSet = (
  query: Query,
  others: readonly string[],
  expansionsParameter: ListParameter,
  unlearned: Unlearned,
  parameterErrors: ParameterError[],
): FieldSet => {
  for (const [name, values] of query) {
    if (others.includes(name) || name === 'expansions' || Object.hasOwn(LIST_PARAMETERS, name)) {
      continue
    }
    parameterErrors.push({
      parameters: { [name]: values },
      message: `The query parameter [${name}] is not one of [${[...others, ...KNOWN_TO_LOOKUP].join(',')}]`,
    })
  }
  const lists = {} as Record<ListName, string[]>
  for (const name of LIST_NAMES) {
    const parameter = remaining(name, LIST_PARAMETERS[name], unlearned)
    lists[name] = readList(query, name, parameter, parameterErrors)
  }
  const knownExpansions = remaining('expansions', expansionsParameter, unlearned)
  const expansions = new Set(readList(query, 'expansions', knownExpansions, parameterErrors))

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

const withDefaults = (kind: keyof typeof DEFAULT_FIELDS, requested: readonly string[]): string[] =>
  [...new Set([...DEFAULT_FIELDS[kind], ...requested])].sort()

export const readList = <T extends string>(
  query: Query,
  name: string,
  parameter: ListParameter<T>,
  parameterErrors: ParameterError[],
): T[] => {
  const sent = query.get(name)
  if (sent === undefined) return []
  const values = sent.flatMap((value) => value.split(','))
  const unknown = values.filter((value) => !parameter.accepted.has(value))
  for (const value of unknown) {
    parameterErrors.push({
      parameters: { [name]: values },
      message: `The \`${name}\` query parameter value [${value}] is not one of [${parameter.listed.join(',')}]`,
    })
  }
  if (sent.length > 1) parameterErrors.push(duplicated(name, values))
  return values.flatMap((value) => parameter.accepted.get(value) ?? [])
}
