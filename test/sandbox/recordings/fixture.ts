// What one recorded answer of the real X is reduced to: who asked when and for what, how its posts, users
// and media hang together, and the shape of each. No recorded id, word or number is kept.

import type { ReferenceType } from '../../../sandbox/index.ts'
import type { Problem } from './problems.ts'
import type { Query } from './queries.ts'

/** Key names, counts and kinds of leaves, in the notation of `shape.ts`. */
export type Shape = string

/** A user, post, medium … of the fixture by its place in the list, or one that the answer does not hold. */
export type Link = number | 'other'

export interface ShownPost {
  readonly shape: Shape
  /** Older than the ids that carry a time. */
  readonly ancient?: true
  /** How old, where it matters. */
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

/** One that the answer does not hold, and why. */
export interface HiddenPost {
  readonly hidden:
    | 'missing'
    | 'suspended'
    /** There for everybody, but not with what was asked of it. */
    | 'foreign'
    | 'malformed'
    /** The caller's own, which X refuses without its id; its own item was not kept. */
    | 'anonymous'
}

export type Post = Shape | ShownPost | HiddenPost

export interface Medium {
  readonly type: 'photo' | 'video'
  readonly shape: Shape
  /** Embedded from somebody else's post. */
  readonly foreign?: true
}

/** Some problems of one post, in their order. */
export interface Trouble {
  readonly about: number | 'unknown'
  readonly problems: (id: string) => readonly Problem[]
}

export interface Fixture {
  readonly recording: string
  /** The recording's day, with its time where X changed on that day. */
  readonly at: string
  /** `author`: the owner of all posts that have no other author; `reader`: somebody who owns none. */
  readonly as: 'app' | 'author' | 'reader' | 'wrong bearer'
  /** `timeline`: of the author, or of the caller where there is none. */
  readonly get: 'posts' | 'post' | 'timeline' | 'me'
  /**
   * Recorded at this endpoint, which the sandbox has not got: its posts are replayed by a lookup, without the
   * paging in `meta`, and its refusals by the sandbox's own ways to refuse.
   */
  readonly elsewhere?: string
  /** Only the answer was kept; the request is one that it answers. */
  readonly guessed?: true
  /** The included users are compared without their order, and why. */
  readonly usersInAnyOrder?: string
  /** Less than the whole answer was kept, and what of it. */
  readonly partly?: string
  readonly query?: Query
  /** Those asked, in their order; and those that they refer to. */
  readonly posts?: readonly Post[]
  readonly others?: readonly Post[]
  /** All of them once more. */
  readonly askedTwice?: true
  readonly users?: readonly Shape[]
  readonly media?: readonly Medium[]
  readonly polls?: readonly Shape[]
  readonly places?: readonly Shape[]
  /** Which posts are in `includes`. */
  readonly included?: readonly number[]
  readonly errors?: readonly Trouble[]
  /** With `meta.result_count`. */
  readonly counted?: true
  /** Instead of all that: a refusal of the whole request. */
  readonly failure?: {
    readonly status: 400 | 401 | 403 | 429 | 503
    readonly body: string | Readonly<Record<string, unknown>>
  }
  /** Where the headers were kept. */
  readonly contentType?: string
  readonly rateLimited?: boolean
}

export const many = <const T>(count: number, item: T): T[] =>
  Array.from({ length: count }, () => item)

/** The same problems of each of these posts. */
export const each = (
  posts: readonly Trouble['about'][],
  problems: Trouble['problems'],
): Trouble[] => posts.map((about) => ({ about, problems }))
