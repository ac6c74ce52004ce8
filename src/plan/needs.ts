// The needs of a schema field: the X fields and expansions that it reads, declared in the field's `extensions`.

import type {
  Expansion,
  MediaField,
  PlaceField,
  PollField,
  PostExpansion,
  TweetField,
  UserField,
} from '../x/fields.ts'

/** The X fields that one schema field reads. */
export interface Needs {
  readonly tweet?: readonly TweetField[]
  readonly media?: readonly MediaField[]
  readonly user?: readonly UserField[]
  readonly poll?: readonly PollField[]
  readonly place?: readonly PlaceField[]
  /** The expansion that brings the object behind this field; requested only when something of that object is selected. */
  readonly expand?: Expansion
  /** Below this field, the first expansion has the name of the second. */
  readonly expandAs?: readonly [from: Expansion, to: Expansion]
  /**
   * Another post begins here. A `referenced` post can come with the post that refers to it; a post that is `apart` is
   * loaded by its own id, with a plan of its own.
   */
  readonly post?: 'referenced' | 'apart'
  /**
   * The expansion that brings a `referenced` post.
   * @default 'referenced_tweets.id'
   */
  readonly via?: PostExpansion
  /** The posts are read page by page from the timeline of a user, as many as `times` says. */
  readonly timeline?: true
  /** The archive's records of posts have the value of this field too. */
  readonly recorded?: true
  /** The field is read from the archive, which costs as much as this many other posts. */
  readonly archive?: number
  /** A user read by id or name. Users that come with a post do not count toward MAX_QUERY_COST. */
  readonly userLookup?: true
  /**
   * The maximum number of objects behind this field: a number, the argument that lists them, or the argument that
   * counts them.
   * @default 1
   */
  readonly times?:
    | number
    | { readonly listedBy: string }
    | {
        readonly countedBy: string
        /** The number when `countedBy` is not given. */
        readonly otherwise: number
        /** The number when this argument is given, whatever its value. */
        readonly whenGiven?: readonly [argument: string, times: number]
      }
}

declare module 'graphql' {
  interface GraphQLFieldExtensions<_TSource, _TContext, _TArgs> {
    needs?: Needs
  }
}
