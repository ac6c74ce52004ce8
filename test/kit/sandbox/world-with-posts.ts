// A world whose first account has as many posts as a test needs, one per hour.

import type { World, WorldPost } from '../../../sandbox/index.ts'
import { generateWorld } from '../../../sandbox/world/index.ts'
import { NOW } from './call.ts'

export const HOUR = 3_600_000

/** The first id that encodes this time. */
export const idAt = (time: number): string => String(BigInt(time - 1_288_834_974_657) << 22n)

export interface WorldWithPosts {
  readonly world: World
  readonly writerId: string
  /** The ids newest first, beginning with upcoming posts. */
  readonly ids: readonly string[]
}

export interface WorldOptions {
  readonly posts: number
  /** The number of posts that are later than NOW. */
  readonly upcoming?: number
  /** Properties of the post at this index, newest first. */
  readonly special?: (index: number) => Partial<WorldPost>
}

/** The author is the owner of the sandbox's access token. */
export const worldWithPosts = ({ posts, upcoming = 0, special }: WorldOptions): WorldWithPosts => {
  const world = generateWorld(1, NOW)
  const writerId = world.accounts[0] ?? ''
  const sample = [...world.posts.values()].find(({ authorId }) => authorId === writerId)
  if (sample === undefined) throw new Error('The world has no such post.')
  const others = [...world.posts].filter(([, { authorId }]) => authorId !== writerId)
  const written = Array.from({ length: posts }, (_, index): WorldPost => {
    const createdAt = NOW - (index - upcoming) * HOUR
    const id = idAt(createdAt)
    return {
      ...sample,
      id,
      createdAt,
      conversationId: id,
      versions: [id],
      references: [],
      ...special?.(index),
    }
  })
  return {
    writerId,
    ids: written.map(({ id }) => id),
    world: {
      ...world,
      posts: new Map([...others, ...written.map((post) => [post.id, post] as const)]),
    },
  }
}
