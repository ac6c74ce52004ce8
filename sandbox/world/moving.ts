// A world that changes over time. Its state at a time depends on the seed, the options and that time alone; the posts
// until then are generated on demand.

import { BRAND_POST_KINDS, OTHER_POST_KINDS } from './brand-posts.ts'
import { createBuilder } from './builder.ts'
import { buildWorld } from './index.ts'
import { type MovementOptions, resolveMovement, worldTime } from './movement.ts'
import { BRAND, OTHER_USERS, WRITER } from './people.ts'
import { listedBy } from './published.ts'
import { createRandom } from './random.ts'
import { createStream, type StreamOptions } from './stream.ts'
import { MINUTE } from './time.ts'
import type { World } from './types.ts'

/** The versions of an edited post are older than its last one, and are written with it. */
const LOOKAHEAD = 10 * MINUTE

const DEFAULT_POSTS_PER_DAY = 4
const OTHERS_POSTS_PER_DAY = 1

const OTHER_AUTHORS = [WRITER, ...OTHER_USERS]

/** Returns a function of the time. The same world object is returned every time, with more posts. */
export const createMovingWorld = (
  seed: number,
  options: MovementOptions,
  now: number,
): ((time: number) => World) => {
  const movement = resolveMovement(options, now)
  const { world, builder, foreign } = buildWorld(seed, movement.since)
  const moving = { ...world, movement }
  const { posts = 0, postsPerDay = DEFAULT_POSTS_PER_DAY } = options
  const past = Math.max(0, posts - listedBy(world, BRAND.id, movement.since).length)

  const streamOf = ({
    author,
    ...more
  }: Pick<StreamOptions, 'author' | 'kinds' | 'perDay' | 'past'>) =>
    createStream({
      ...more,
      author,
      builder: createBuilder(createRandom(seed ^ Number(BigInt(author.id) >> 22n)), builder),
      foreign,
      movement,
    })
  const streams = [
    streamOf({ author: BRAND, kinds: BRAND_POST_KINDS, perDay: postsPerDay, past }),
    ...OTHER_AUTHORS.map((author) =>
      streamOf({ author, kinds: OTHER_POST_KINDS, perDay: OTHERS_POSTS_PER_DAY, past: 0 }),
    ),
  ]
  return (time) => {
    const until = worldTime(movement, time + LOOKAHEAD)
    for (const stream of streams) stream.advance(until)
    return moving
  }
}
