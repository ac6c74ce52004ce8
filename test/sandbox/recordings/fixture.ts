// A recorded response of the real X, reduced to its request, the relations of its objects, and the shape of each. It has
// no recorded ids, texts or numbers.

import type { ReferenceType } from '../../../sandbox/index.ts'
import type { Problem } from './problems.ts'
import type { Query } from './queries.ts'

/** Keys, array lengths and types of values, in the notation of `shape.ts`. */
export type Shape = string

/** The index of a user, post or other object of the fixture, or an object outside the response. */
export type Link = number | 'other'

export interface ShownPost {
  readonly shape: Shape
  /** The post is older than the ids that encode a time. */
  readonly ancient?: true
  /** The age in days. @default 1 */
  readonly days?: number
  readonly author?: number
  readonly replyTo?: number
  readonly references?: readonly (readonly [ReferenceType, Link])[]
  readonly media?: readonly number[]
  readonly poll?: number
  readonly place?: number
  readonly mentions?: readonly Link[]
  readonly versions?: readonly Link[]
}

/** A requested post that the response lacks. */
export interface HiddenPost {
  readonly hidden:
    | 'missing'
    | 'suspended'
    /** A public post whose requested fields are refused. */
    | 'foreign'
    | 'malformed'
    /** The caller's own post, which X refuses without its id. */
    | 'anonymous'
}

export type Post = Shape | ShownPost | HiddenPost

export interface Medium {
  readonly type: 'photo' | 'video'
  readonly shape: Shape
  /** The media is embedded from another user's post. */
  readonly foreign?: true
}

/** Problems of one post, in order. */
export interface PostProblems {
  readonly about: number | 'unknown'
  readonly problems: (id: string) => readonly Problem[]
}

export interface Fixture {
  readonly recording: string
  /** The date of the recording, with the time if X changed on that day. */
  readonly at: string
  /** The caller. `author` owns all posts without another author; `reader` owns none. */
  readonly as: 'app' | 'author' | 'reader' | 'wrong bearer'
  /** The endpoint. `timeline` is that of the author, or else of the caller. */
  readonly get: 'posts' | 'post' | 'timeline' | 'me' | 'analytics'
  /**
   * The recorded endpoint, if the sandbox lacks it. Its posts are replayed by a lookup without the pagination in `meta`,
   * and its errors by faults.
   */
  readonly recordedAt?: string
  /** The request was not recorded and is inferred from the response. */
  readonly guessed?: true
  /** The reason to compare the included users regardless of their order. */
  readonly usersInAnyOrder?: string
  /** The part of the response that was recorded, if not all of it. */
  readonly recordedPart?: string
  readonly query?: Query
  /** The requested posts in their order, and the posts that they refer to. */
  readonly posts?: readonly Post[]
  readonly others?: readonly Post[]
  /** The ids are sent twice. */
  readonly requestedTwice?: true
  readonly users?: readonly Shape[]
  readonly media?: readonly Medium[]
  readonly polls?: readonly Shape[]
  readonly places?: readonly Shape[]
  /** The indices of the posts in `includes`. */
  readonly included?: readonly number[]
  readonly errors?: readonly PostProblems[]
  /** The response has `meta.result_count`. */
  readonly counted?: true
  /** The error response to the whole request, instead of data. */
  readonly failure?: {
    readonly status: 400 | 401 | 403 | 429 | 503
    readonly body: string | Readonly<Record<string, unknown>>
  }
  /** Present if the headers were recorded. */
  readonly contentType?: string
  readonly rateLimited?: boolean
}

/** The date of a recording, its caller, endpoint and query. */
export const request = (at: string, as: Fixture['as'], get: Fixture['get'], query?: Query) => ({
  ...{ at, as, get },
  ...(query !== undefined && { query }),
})

/** The headers of a recorded JSON response. */
export const JSON_HEADERS = {
  contentType: 'application/json; charset=utf-8',
  rateLimited: true,
} as const

export const many = <const T>(count: number, item: T): T[] =>
  Array.from({ length: count }, () => item)

/** The same problems for each of these posts. */
export const each = (
  posts: readonly PostProblems['about'][],
  problems: PostProblems['problems'],
): PostProblems[] => posts.map((about) => ({ about, problems }))
