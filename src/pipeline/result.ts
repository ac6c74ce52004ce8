// The results for one post, one user and one page, from X's answer to the resolvers.

import type { PostRecord } from '../archive/records.ts'
import { GatewayError } from '../infra/errors.ts'
import type { FieldSet } from '../plan/field-set.ts'
import type { Gap } from '../x/gaps.ts'
import type { Refusals } from '../x/refusals.ts'
import type { Related } from '../x/related.ts'
import type { Tweet, User } from '../x/types.ts'
import type { Texts } from './texts.ts'

/** The call failed, or its answer for this entity cannot be read. Another call may succeed. */
export interface Failed {
  readonly kind: 'failed'
  readonly error: GatewayError
}

/** X has no such entity, or does not show it. */
export interface Absent {
  readonly kind: 'absent'
  readonly error: GatewayError
}

/** X left the whole post out because of private fields. A request without them may bring it. */
export interface Dropped {
  readonly kind: 'dropped'
  readonly refusals: Refusals
}

interface Found {
  /** When X sent it. */
  readonly at: number
  /** The fields that may be read of it. */
  readonly fieldSet: FieldSet
  /** Requested fields that are missing for another reason than a refusal. */
  readonly gaps?: readonly Gap[]
  /** The error of the refresh that failed, when a stale value is served. */
  readonly refreshError?: GatewayError
}

export interface FoundPost extends Found {
  readonly kind: 'post'
  readonly tweet: Tweet
  /** The objects that came with it. */
  readonly related: Related
  readonly refusals: Refusals
  /** Why fields are missing that were requested, in X's words: X could not read them this time. */
  readonly incomplete?: string
  /** The record that the post was read from, if X was not asked. */
  readonly record?: PostRecord
  /** The serialized text of a cached post, by selection. */
  readonly texts?: Texts
}

export interface FoundUser extends Found {
  readonly kind: 'user'
  readonly user: User
}

export type PostResult = FoundPost | Dropped | Absent | Failed
export type UserResult = FoundUser | Absent | Failed

/** One page of a timeline. */
export interface FoundPage {
  readonly kind: 'page'
  /** Newest first, posts included that X left out because of private fields. */
  readonly ids: readonly string[]
  readonly posts: ReadonlyMap<string, PostResult>
  readonly nextToken: string | undefined
}

export type PageResult = FoundPage | Absent | Failed

export const failed = (error: GatewayError): Failed => ({ kind: 'failed', error })

export const absent = (error: GatewayError): Absent => ({ kind: 'absent', error })

/** Whether later requests may be served the result. An incomplete post is not cached: the next answer may have all of it. */
export const isCacheable = (result: PostResult): result is FoundPost | Absent =>
  result.kind === 'absent' || (result.kind === 'post' && result.incomplete === undefined)

/** The failure of entities. @throws what is no GatewayError: a defect of the gateway */
export const failuresOf = (ids: readonly string[], error: unknown): ReadonlyMap<string, Failed> => {
  if (!(error instanceof GatewayError)) throw error
  const failure = failed(error)
  return new Map(ids.map((id) => [id, failure]))
}
