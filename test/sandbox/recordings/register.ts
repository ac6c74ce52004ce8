// Ids of a made world: made by time as X makes them, and each with the name of the thing it was given to,
// by which answers are compared.

import type { Fixture, HiddenPost, Post, ShownPost } from './fixture.ts'
import type { Names } from './shape.ts'

export interface Register {
  readonly names: Names
  newId(name: string, born: number): string
  /** An id that was made otherwise. */
  call(id: string, name: string): string
}

const SNOWFLAKE_EPOCH = 1_288_834_974_657

export const createRegister = (): Register => {
  const names = new Map<string, string>()
  const call = (id: string, name: string): string => {
    names.set(id, name)
    return id
  }
  let sequence = 0n
  return {
    names,
    call,
    newId: (name, born) => {
      sequence += 1n
      return call(String((BigInt(born - SNOWFLAKE_EPOCH) << 22n) + sequence), name)
    },
  }
}

export const DAY = 86_400_000

export const isHidden = (post: Post | undefined): post is HiddenPost =>
  typeof post === 'object' && 'hidden' in post

/** Of a hidden post no shape was recorded. */
export const shownPost = (post: Post | undefined): ShownPost => {
  if (typeof post === 'string') return { shape: post }
  return post === undefined || isHidden(post) ? { shape: '{}' } : post
}

/** Those asked, and those that they refer to. */
export const recordedPosts = ({ posts = [], others = [] }: Fixture): readonly Post[] => [
  ...posts,
  ...others,
]

/** One after the other, a day ago where it does not matter. */
export const bornAt = (fixture: Fixture, index: number): number => {
  const { days = 1 } = shownPost(recordedPosts(fixture)[index])
  return Date.parse(fixture.at) - days * DAY - index * 1000
}
