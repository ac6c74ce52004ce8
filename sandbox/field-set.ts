// Parses the fields and expansions of a request.

import { type ParameterError, type Query, readList, rejectUnknown } from './query.ts'
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
  rejectUnknown(query, [...others, ...KNOWN_TO_LOOKUP], parameterErrors, [
    'expansions',
    ...LIST_NAMES,
  ])
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
