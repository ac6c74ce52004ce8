// The ids of a fixture's world. They encode a time as X's do, and each has a name, by which responses are compared.

import type { Fixture, HiddenPost, Post, ShownPost } from './fixture.ts'
import type { Names } from './shape.ts'

export interface IdRegistry {
  readonly names: Names
  newId(name: string, born: number): string
  /** Assigns a name to an existing id. */
  assign(id: string, name: string): string
}

const SNOWFLAKE_EPOCH = 1_288_834_974_657

export const createIdRegistry = (): IdRegistry => {
  const names = new Map<string, string>()
  const assign = (id: string, name: string): string => {
    names.set(id, name)
    return id
  }
  let sequence = 0n
  return {
    names,
    assign,
    newId: (name, born) => {
      sequence += 1n
      return assign(String((BigInt(born - SNOWFLAKE_EPOCH) << 22n) + sequence), name)
    },
  }
}

export const DAY = 86_400_000

export const isHidden = (post: Post | undefined): post is HiddenPost =>
  typeof post === 'object' && 'hidden' in post

/** The post with its shape; a hidden post has an empty one. */
export const shownPost = (post: Post | undefined): ShownPost => {
  if (typeof post === 'string') return { shape: post }
  return post === undefined || isHidden(post) ? { shape: '{}' } : post
}

/** The requested posts and the posts that they refer to. */
export const recordedPosts = ({ posts = [], others = [] }: Fixture): readonly Post[] => [
  ...posts,
  ...others,
]

/** The time of creation of a post: a day ago by default, one second apart. */
export const bornAt = (fixture: Fixture, index: number): number => {
  const { days = 1 } = shownPost(recordedPosts(fixture)[index])
  return Date.parse(fixture.at) - days * DAY - index * 1000
}
