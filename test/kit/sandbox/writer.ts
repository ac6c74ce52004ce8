// A world with one writer more, who has as many posts as a test wants: one an hour up to a moment, and on.

import type { World, WorldPost } from '../../../sandbox/index.ts'
import { growWorld } from '../../../sandbox/world/index.ts'
import { NOW } from './ask.ts'

export const HOUR = 3_600_000

/** X's ids tell the time. */
export const idAt = (time: number): string => String(BigInt(time - 1_288_834_974_657) << 22n)

export interface Written {
  readonly world: World
  readonly writerId: string
  /** Newest first; those to come are the first. */
  readonly ids: readonly string[]
}

export interface Wish {
  readonly posts: number
  /** So many of them are still to come at NOW. */
  readonly coming?: number
  /** What is special about the post of this number, counted from the newest. */
  readonly special?: (index: number) => Partial<WorldPost>
}

/** The writer is the account whose token the sandbox hands out, so that all are its own. */
export const writtenWorld = ({ posts, coming = 0, special }: Wish): Written => {
  const world = growWorld(1, NOW)
  const writerId = world.accounts[0] ?? ''
  const sample = [...world.posts.values()].find(({ authorId }) => authorId === writerId)
  if (sample === undefined) throw new Error('the world has no such post')
  const others = [...world.posts].filter(([, { authorId }]) => authorId !== writerId)
  const written = Array.from({ length: posts }, (_, index): WorldPost => {
    const createdAt = NOW - (index - coming) * HOUR
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
