// The fields and expansions of one lookup, as query parameters.

import { memoizeByIdentity } from '../infra/memoize.ts'

export const FIELD_LISTS = ['expansions', 'tweet', 'media', 'poll', 'place', 'user'] as const

export type FieldList = (typeof FIELD_LISTS)[number]

/** X's names, in any order. */
export type LookupParameters = Readonly<Record<FieldList, readonly string[]>>

/** @see https://docs.x.com/x-api/posts/get-posts-by-ids */
export const parameterOf = (list: FieldList): string =>
  list === 'expansions' ? list : `${list}.fields`

export const NO_FIELDS: LookupParameters = {
  expansions: [],
  tweet: [],
  media: [],
  poll: [],
  place: [],
  user: [],
}

/** Query text that follows other parameters. Names are sorted: the same parameters always make the same URL. */
export const fieldQuery = memoizeByIdentity((parameters: LookupParameters): string =>
  FIELD_LISTS.flatMap((list) =>
    parameters[list].length > 0
      ? [`&${parameterOf(list)}=${[...parameters[list]].sort().join(',')}`]
      : [],
  ).join(''),
)
