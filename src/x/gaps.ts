// Fields that were requested and that X's answer does not hold in a form that can be read. Each is null for the client,
// with a notice that says why.

/** Names in X's words, in any order. */
export interface LookupParameters {
  readonly expansions: readonly string[]
  readonly tweet: readonly string[]
  readonly media: readonly string[]
  readonly poll: readonly string[]
  readonly place: readonly string[]
  readonly user: readonly string[]
}

export type FieldList = keyof LookupParameters

/** The lists by the names of X's query parameters. */
export const PARAMETER_OF_LIST = {
  expansions: 'expansions',
  tweet: 'tweet.fields',
  media: 'media.fields',
  poll: 'poll.fields',
  place: 'place.fields',
  user: 'user.fields',
} as const satisfies Readonly<Record<FieldList, string>>

export const FIELD_LISTS = Object.keys(PARAMETER_OF_LIST) as readonly FieldList[]

export interface Gap {
  /** `FIELD_UNKNOWN`: X no longer knows the field. `INCOMPLETE`: X sent something that cannot be read. */
  readonly code: 'FIELD_UNKNOWN' | 'INCOMPLETE'
  readonly list: FieldList
  /** The field or expansion, as X calls it. */
  readonly name: string
  readonly message: string
}
