// X's own error objects, which come beside the data of a response. Their fields may hold anything.
//
// @see https://docs.x.com/x-api/fundamentals/response-codes-and-errors

import { isId } from './fields.ts'
import { quote } from './quote.ts'
import { isString } from './scalars.ts'

export interface Problem {
  readonly type?: unknown
  readonly detail?: unknown
  readonly field?: unknown
  readonly value?: unknown
  readonly resource_id?: unknown
  readonly resource_type?: unknown
}

/** The last segment of a type's URL: the host was api.twitter.com before api.x.com. */
export const problemKind = (type: unknown): string =>
  isString(type) ? type.slice(type.lastIndexOf('/') + 1) : ''

/** X's sentence, quoted. */
export const detailOf = ({ detail }: Problem): string => quote(detail)

/**
 * The id of the post that a problem is about, if it names one. Recorded responses name it in `resource_id` or `value`, or
 * only in the sentence: "Could not find tweet with ids: [20]."
 */
export const postIdOf = ({ resource_id, value, detail }: Problem): string | undefined =>
  [resource_id, value, isString(detail) && /\[(\d+)\]/.exec(detail)?.[1]].find(isId)
